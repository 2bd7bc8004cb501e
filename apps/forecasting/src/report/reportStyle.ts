import { FAINT_INK, GRID, INK } from '@reprise/app/pictures';
import { DARK, MEDIAN } from './palette.ts';

const PAGE = `
:root { color-scheme: light dark; --paper: white; --ink: ${INK}; --faint: ${FAINT_INK}; --line: ${GRID};
  --accent: ${MEDIAN}; --shade: #f3f6f9; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.25rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; overflow-wrap: anywhere; }
p, ul { margin: .5rem 0; max-width: 46rem; }
.lead { font-size: 1.1rem; }
.note, footer { color: var(--faint); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.5rem; margin: .75rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; }
figure svg { display: block; width: 100%; max-width: 46rem; height: auto; }
.legend { overflow-x: auto; }
.legend svg { width: 46rem; max-width: none; }
.legend, .panels { margin: 1rem -1rem .25rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: .75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: normal; }
thead th { color: var(--faint); vertical-align: bottom; white-space: normal; }
th:first-child { padding-left: 0; text-align: left; }
strong { font-weight: 650; }
.words { display: block; min-width: 16rem; text-align: left; white-space: normal; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--accent); overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .75rem 1rem; background: var(--shade); border-radius: .35rem; font-size: .875rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
@media print {
  @page { margin: 18mm 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3 { break-after: avoid; }
  figure, tr, dl { break-inside: avoid; }
  .panels { grid-template-columns: 1fr 1fr; }
  .panels > :only-child { grid-column: 1 / -1; }
  .scroll, .legend { overflow: visible; }
  .legend svg { width: 100%; }
  table { font-size: 8pt; }
  th, td { padding: .2rem .45rem; }
}`;

/**
 * The style of a report. On a dark screen the colours of the pictures are exchanged, too: an attribute of an SVG
 * element gives way to any rule.
 */
export function reportStyle(): string {
  const pictures = Object.entries(DARK).map(
    ([light, dark]) => `  svg[fill="${light}"], svg [fill="${light}"] { fill: ${dark}; }
  svg [stroke="${light}"] { stroke: ${dark}; }`,
  );
  return `${PAGE}
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: ${dark('white')}; --ink: ${dark(INK)}; --faint: ${dark(FAINT_INK)}; --line: ${dark(GRID)};
    --accent: ${dark(MEDIAN)}; --shade: #1d262f; }
${pictures.join('\n')}
}
`;
}

function dark(light: string): string {
  return DARK[light] as string;
}
