import type { Markish } from '@observablehq/plot';
import { printable, shorten, textWidth } from './label.ts';
import { roundSteps, type RoundSteps } from './roundSteps.ts';
import { FAINT_INK, FONT_SIZE, GRID, INK, layOutTitle, PADDING, renderSvg, titleMark } from './svg.ts';
import type { PlotModule } from './svg.ts';

export interface Series {
  readonly name: string;
  /** From left to right; a y of NaN leaves a gap, a line break in an x begins a second line below it. */
  readonly points: readonly (readonly [x: string | number, y: number])[];
}

export interface LineChartOptions {
  readonly title?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** One to seven of them; more could not be told apart. */
  readonly series: readonly Series[];
}

/** Okabe and Ito's colours without yellow, which is too faint on white; each with a shape of its own. */
const STYLES = [
  { color: '#0072b2', symbol: 'circle' },
  { color: '#d55e00', symbol: 'square' },
  { color: '#009e73', symbol: 'triangle' },
  { color: '#cc79a7', symbol: 'diamond' },
  { color: '#e69f00', symbol: 'wye' },
  { color: '#56b4e9', symbol: 'star' },
  { color: '#000000', symbol: 'cross' },
] as const;
type Style = (typeof STYLES)[number];

/** The rectangle between the axes, in pixels; more categories than fit make it wider. */
const PLOT = { width: 480, height: 280 };
const AXES = { top: 30, bottom: 48, tickGap: 9, tickLine: 17, categoryGap: 16 };
const NAME = { gap: 14, line: 20, longest: 40 };

/**
 * Lines over a common x axis, each named at its right end, in colours and shapes that are told apart
 * without colour vision too. The x axis is of numbers if every x is a number; otherwise each x is a
 * category, in the order of first appearance. The y axis begins at 0, or below if a value does.
 *
 * @returns an SVG file
 * @throws RangeError unless there are one to seven series, each with a finite value.
 */
export async function lineChart(options: LineChartOptions): Promise<string> {
  const { series, xLabel, yLabel } = options;
  checkSeries(series);
  const points = series.flatMap((line) => line.points);
  const y = yAxis(points.map(([, value]) => value).filter(Number.isFinite));
  const isNumeric = points.every(([x]) => typeof x === 'number');
  const categories = [...new Set(points.map(([x]) => String(x)))];
  const categoryLines = categories.map((category) => category.split('\n'));
  const names = series.map(({ name }) => printable(shorten(name, NAME.longest)));

  const plotWidth = isNumeric
    ? PLOT.width
    : Math.max(PLOT.width, Math.ceil(categories.length * (widest(categoryLines.flat()) + AXES.categoryGap)));
  const moreLines = isNumeric ? 0 : Math.max(...categoryLines.map((lines) => lines.length - 1));
  const marginBottom = AXES.bottom + moreLines * AXES.tickLine + PADDING;
  const marginLeft = PADDING + Math.ceil(widest(y.ticks.map(y.format))) + AXES.tickGap;
  const marginRight = 2 * NAME.gap + Math.ceil(widest(names)) + PADDING;
  const width = marginLeft + plotWidth + marginRight;
  const titleBlock = layOutTitle(options.title, width);
  const marginTop = PADDING + titleBlock.height + AXES.top;
  const nameHeights = spread(
    series.map((line) => y.heightOf(lastValue(line))),
    NAME.line,
    PLOT.height,
  );

  return renderSvg(options.title ?? `${yLabel} by ${xLabel}`, (plot) => ({
    width,
    height: marginTop + PLOT.height + marginBottom,
    marginTop,
    marginRight,
    marginBottom,
    marginLeft,
    x: isNumeric
      ? { type: 'linear', inset: AXES.categoryGap, label: null }
      : { type: 'point', domain: categories, label: null },
    y: { type: 'linear', domain: [...y.domain], label: null },
    marks: [
      titleMark(plot, titleBlock, marginLeft, marginTop),
      plot.gridY(y.ticks, { stroke: GRID, strokeOpacity: 1 }),
      plot.ruleY([0], { stroke: FAINT_INK }),
      plot.axisX({ ...tickStyle, tickSize: 0, tickPadding: AXES.tickGap }),
      plot.axisY(y.ticks, { ...tickStyle, tickSize: 0, tickPadding: AXES.tickGap, tickFormat: y.format }),
      plot.text([printable(yLabel)], {
        ...labelStyle,
        frameAnchor: 'top-left',
        lineAnchor: 'bottom',
        dx: PADDING - marginLeft,
        dy: -14,
      }),
      plot.text([printable(xLabel)], {
        ...labelStyle,
        frameAnchor: 'bottom',
        lineAnchor: 'top',
        dy: 34 + moreLines * AXES.tickLine,
      }),
      ...series.flatMap((line, index) => {
        const style = STYLES[index] ?? STYLES[0];
        return [
          ...lineMarks(plot, line, isNumeric, style),
          ...nameMarks(plot, names[index] ?? '', nameHeights[index] ?? 0, style),
        ];
      }),
    ],
  }));
}

const tickStyle = { fontSize: FONT_SIZE, lineHeight: AXES.tickLine / FONT_SIZE, fill: FAINT_INK };
const labelStyle = { fontSize: FONT_SIZE, fill: INK };

function lineMarks(
  plot: PlotModule,
  { name, points }: Series,
  isNumeric: boolean,
  { color, symbol }: Style,
): Markish[] {
  const data = points.map(([x, y]) => ({
    x: isNumeric ? x : String(x),
    y,
    tip: printable(`${name}, ${x}: ${y}`),
  }));
  const common = { x: 'x', y: 'y', ariaDescription: printable(name) };
  return [
    plot.lineY(data, { ...common, stroke: color, strokeWidth: 2.25 }),
    plot.dot(data, { ...common, title: 'tip', symbol, fill: color, stroke: 'white', r: 4.5 }),
  ];
}

/** The name of a line, `height` pixels below the top, behind a copy of the line's shape. */
function nameMarks(plot: PlotModule, name: string, height: number, { color, symbol }: Style): Markish[] {
  const position = { frameAnchor: 'top-right', dx: NAME.gap, dy: height } as const;
  return [
    plot.dot([name], { ...position, symbol, fill: color, stroke: 'white', r: 4.5 }),
    plot.text([name], {
      ...labelStyle,
      ...position,
      dx: 2 * NAME.gap,
      lineAnchor: 'middle',
      textAnchor: 'start',
    }),
  ];
}

/** An axis with at most eight steps of 1, 2 or 5 times a power of ten, which begins at 0 or a step below. */
function yAxis(values: readonly number[]): {
  readonly domain: RoundSteps['domain'];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** Pixels below the top of the plot. */
  readonly heightOf: (value: number) => number;
} {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const { domain, ticks, decimals } = roundSteps(low, high, 6);
  return {
    domain,
    ticks,
    format: (value) => value.toLocaleString('en-US', { maximumFractionDigits: decimals }),
    heightOf: (value) => ((domain[1] - value) / (domain[1] - domain[0])) * PLOT.height,
  };
}

/** Moves heights from 0 to `limit` as little as keeps any two of them `gap` apart. */
function spread(heights: readonly number[], gap: number, limit: number): number[] {
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const moved = [...heights];
  let above = -Infinity;
  for (const index of order) moved[index] = above = Math.max(moved[index] ?? 0, above + gap);
  let below = limit + gap;
  for (const index of order.reverse()) moved[index] = below = Math.min(moved[index] ?? 0, below - gap);
  return moved;
}

function checkSeries(series: readonly Series[]): void {
  if (series.length < 1 || series.length > STYLES.length) {
    throw new RangeError(`lineChart: expected 1 to ${STYLES.length} series, got ${series.length}`);
  }
  const empty = series.find(({ points }) => !points.some(([, y]) => Number.isFinite(y)));
  if (empty !== undefined) {
    throw new RangeError(
      `lineChart: expected a finite value in each series, ${JSON.stringify(empty.name)} has none`,
    );
  }
}

function lastValue({ points }: Series): number {
  return points.findLast(([, y]) => Number.isFinite(y))?.[1] ?? 0;
}

function widest(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => textWidth(label, FONT_SIZE)));
}
