import { element, FAINT_INK, FONT_SIZE, GRID, PADDING, picture, text, TITLE_SIZE } from './svg.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** the value in words, behind the bar */
  readonly words: string;
  readonly color: string;
}

export interface BarChartOptions {
  readonly title: string;
  /** One line below the bars. */
  readonly note?: string;
  readonly bars: readonly Bar[];
  /** a value to compare with: a line across all bars */
  readonly reference?: number;
}

const BAR = { height: 22, gap: 8, longest: 420 };
/** What a letter takes at most in the usual fonts, in units of the font size, on average over words. */
const LETTER = 0.6;
const BOLD_LETTER = 0.64;

/**
 * Horizontal bars from zero, one below the other.
 * @returns an SVG file
 * @throws RangeError unless there is a bar and all values are finite and not below zero
 */
export function barChart({ title, note = '', bars, reference }: BarChartOptions): string {
  if (bars.length === 0 || !bars.every(({ value }) => Number.isFinite(value) && value >= 0)) {
    throw new RangeError(
      `barChart: expected at least one bar, and values from 0 on, got ${bars.map(({ value }) => value).join(', ') || 'none'}.`,
    );
  }
  const longest = Math.max(...bars.map(({ value }) => value), reference ?? 0) || 1;
  const labels = widest(bars.map(({ label }) => label));
  const left = PADDING + labels + 10;
  const right = 10 + widest(bars.map(({ words }) => words)) + PADDING;
  const top = PADDING + TITLE_SIZE + 18;
  const bottom = top + bars.length * (BAR.height + BAR.gap);
  const width = Math.max(
    left + BAR.longest + right,
    2 * PADDING + title.length * BOLD_LETTER * TITLE_SIZE,
    2 * PADDING + widest([note]),
  );
  const lengthOf = (value: number): number => (value / longest) * BAR.longest;
  const line = reference === undefined ? [] : [referenceLine(left + lengthOf(reference), top, bottom)];
  const parts = bars.flatMap(({ label, value, words, color }, index) => {
    const y = top + index * (BAR.height + BAR.gap);
    const baseline = y + BAR.height / 2 + FONT_SIZE / 3;
    return [
      text(left - 10, baseline, label, { 'text-anchor': 'end' }),
      element('rect', { x: left, y, width: lengthOf(value), height: BAR.height, fill: color }),
      text(left + lengthOf(value) + 10, baseline, words),
    ];
  });
  const below = note === '' ? [] : [text(PADDING, bottom + FONT_SIZE + 4, note, { fill: FAINT_INK })];
  const height = bottom + (note === '' ? 0 : FONT_SIZE + 8) + PADDING;
  return picture(title, width, height, [...line, ...parts, ...below]);
}

function referenceLine(x: number, y1: number, y2: number): string {
  return element('line', { x1: x, x2: x, y1: y1 - 6, y2, stroke: GRID, 'stroke-width': 2 });
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length)) * LETTER * FONT_SIZE;
}
