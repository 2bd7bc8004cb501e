import type * as Plot from '@observablehq/plot';
import type { Markish, PlotOptions } from '@observablehq/plot';
import { printable, textWidth, wrapText } from './label.ts';

/** The namespace of the library, which `renderSvg` loads and hands over. */
export type PlotModule = typeof Plot;

/** The part of an SVG element that is used here; the types of the document's own library want a browser. */
interface SvgElement {
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelector(selector: string): { remove(): void } | null;
  prepend(...children: unknown[]): void;
  toString(): string;
}

interface SvgDocument {
  createElement(name: string): SvgElement & { textContent: string | null };
}

/** Space around everything, in pixels. */
export const PADDING = 16;
export const FONT_SIZE = 13;
/** For words that are there to be read, and for those that only help. */
export const INK = '#1c2733';
export const FAINT_INK = '#5b6b7b';
export const GRID = '#d5dde5';

const TITLE_SIZE = 15;
const TITLE_LINE = 20;
const TITLE_GAP = 12;
/** Bold letters are wider than those that `textWidth` counts. */
const BOLD = 1.12;

/** A title broken into the lines of a picture `width` pixels wide, and the height that it takes. */
export interface TitleBlock {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Lays out the title of a picture that is `width` pixels wide, padding included. */
export function layOutTitle(title: string | undefined, width: number): TitleBlock {
  const text = printable(title ?? '');
  if (text === '') return { lines: [], width: 0, height: 0 };
  const lines = wrapText(text, (width - 2 * PADDING) / BOLD, TITLE_SIZE);
  const widest = Math.max(...lines.map((line) => textWidth(line, TITLE_SIZE) * BOLD));
  return { lines, width: Math.ceil(widest) + 2 * PADDING, height: lines.length * TITLE_LINE + TITLE_GAP };
}

/** The mark that draws a title into the upper left corner of a picture with these margins. */
export function titleMark(
  plot: PlotModule,
  title: TitleBlock,
  marginLeft: number,
  marginTop: number,
): Markish {
  return plot.text([title.lines.join('\n')], {
    frameAnchor: 'top-left',
    lineAnchor: 'top',
    textAnchor: 'start',
    dx: PADDING - marginLeft,
    dy: PADDING - marginTop,
    fontSize: TITLE_SIZE,
    fontWeight: 'bold',
    lineHeight: TITLE_LINE / TITLE_SIZE,
    fill: INK,
  });
}

/**
 * Draws with Observable Plot, on white, as a file that stands for itself: no style sheet, no script.
 *
 * The libraries are loaded here, at the first picture, because a program that draws none should not wait
 * for them.
 *
 * @param name what the picture shows, for those who do not see it
 */
export async function renderSvg(name: string, describe: (plot: PlotModule) => PlotOptions): Promise<string> {
  const [plot, { DOMParser }] = await Promise.all([import('@observablehq/plot'), import('linkedom/worker')]);
  const document = new DOMParser().parseFromString('<svg/>', 'image/svg+xml') as unknown as SvgDocument;
  const options = { ...describe(plot), document } as unknown as PlotOptions;
  const svg = plot.plot(options) as unknown as SvgElement;

  svg.querySelector('style')?.remove();
  svg.removeAttribute('class');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', printable(name));
  svg.setAttribute('fill', INK);
  svg.setAttribute('font-family', 'system-ui, sans-serif');
  svg.setAttribute('font-size', String(FONT_SIZE));

  const title = document.createElement('title');
  title.textContent = printable(name);
  const background = document.createElement('rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', 'white');
  svg.prepend(title, background);
  return `${svg.toString()}\n`;
}
