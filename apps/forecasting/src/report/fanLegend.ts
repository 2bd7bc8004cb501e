import type { Markish } from '@observablehq/plot';
import { FONT_SIZE, INK, PADDING, printable, textWidth, type PlotModule } from '@reprise/app/pictures';
import { intervalName } from '../metrics/measures.ts';
import type { Fan } from './fan.ts';
import { fitText } from './fitText.ts';
import { bandFill, MEDIAN, OTHER_STYLES } from './palette.ts';

interface Entry {
  readonly name: string;
  /** a line; else a patch of colour */
  readonly isLine: boolean;
  readonly style: {
    readonly stroke: string;
    readonly strokeWidth: number;
    readonly strokeDasharray?: string;
  };
}

/** A legend whose entries have their places. */
export interface Legend {
  readonly entries: readonly (Entry & { readonly x: number; readonly y: number })[];
  readonly height: number;
}

const SWATCH = { width: 22, height: 13, gap: 6 };
const LINE = 22;
const ENTRY_GAP = 16;
const BELOW = 6;

/**
 * What the lines and bands of fans mean, on lines of at most `width` pixels, padding included.
 *
 * @param name of the method that the median and the intervals are of
 * @throws RangeError when one legend cannot stand for all of them, as their intervals or other methods differ
 */
export function layOutLegend(fans: readonly Fan[], name: string, width: number): Legend {
  checkAlike(fans);
  let [x, y] = [PADDING, LINE / 2];
  const entries = entriesOf(fans, name).map((entry) => {
    const text = fitText(printable(entry.name), width / 2, FONT_SIZE);
    const entryWidth = SWATCH.width + SWATCH.gap + textWidth(text, FONT_SIZE);
    if (x > PADDING && x + entryWidth > width - PADDING) [x, y] = [PADDING, y + LINE];
    const placed = { ...entry, name: text, x, y };
    x += Math.ceil(entryWidth) + ENTRY_GAP;
    return placed;
  });
  return { entries, height: y + LINE / 2 + BELOW };
}

/** The marks that draw a legend `top` pixels below the edge of a picture whose scales are pixels. */
export function legendMarks(plot: PlotModule, { entries }: Legend, top: number): Markish[] {
  return entries.flatMap(({ name, isLine, style, x, y }) => [
    plot.link([0], {
      x1: x,
      x2: x + SWATCH.width,
      y1: top + y,
      y2: top + y,
      ...style,
      strokeLinecap: isLine ? 'round' : 'butt',
    }),
    plot.text([name], {
      x: x + SWATCH.width + SWATCH.gap,
      y: top + y,
      textAnchor: 'start',
      fontSize: FONT_SIZE,
      fill: INK,
    }),
  ]);
}

function entriesOf(fans: readonly Fan[], name: string): Entry[] {
  const { bands = [], others = [] } = fans[0] ?? {};
  const nominals = bands.map(({ nominal }) => nominal);
  const hasActual = fans.some(({ known }) => known.some(({ step }) => step > 0));
  return [
    { name: hasActual ? 'actual' : 'history', isLine: true, style: { stroke: INK, strokeWidth: 1.5 } },
    { name: `${name} (median)`, isLine: true, style: { stroke: MEDIAN, strokeWidth: 2.25 } },
    ...nominals.map((nominal, index) => ({
      // The word stands once, behind the last of them.
      name: intervalName(nominal).replace(/ interval$/, index === nominals.length - 1 ? '$&' : ''),
      isLine: false,
      style: { stroke: bandFill(index, nominals.length), strokeWidth: SWATCH.height },
    })),
    ...others.map((other, index) => ({
      name: other.name,
      isLine: true,
      style: { ...(OTHER_STYLES[index] ?? OTHER_STYLES[0]), strokeWidth: 1.5 },
    })),
  ];
}

function checkAlike(fans: readonly Fan[]): void {
  const legends = fans.map(({ bands, others }) =>
    [...bands.map(({ nominal }) => intervalName(nominal)), ...others.map(({ name }) => name)].join(', '),
  );
  const other = legends.find((legend) => legend !== legends[0]);
  if (other !== undefined) {
    throw new RangeError(
      `fan charts: expected the same intervals and methods for each series, got ${legends[0] ?? ''} and ${other}`,
    );
  }
}
