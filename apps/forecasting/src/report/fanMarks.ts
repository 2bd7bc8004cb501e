import type { LineYOptions, Markish } from '@observablehq/plot';
import { FAINT_INK, INK, printable, type PlotModule } from '@reprise/app/pictures';
import { momentAt } from '../data/calendar.ts';
import { formatMoment } from '../data/moment.ts';
import { intervalName } from '../metrics/measures.ts';
import { quantileAt } from '../metrics/levels.ts';
import { boundsOf, nominalsOf, type Fan, type FanOptions, type Point } from './fan.ts';
import { numberFormat } from './numberFormat.ts';
import { bandFill, MEDIAN, OTHER_STYLES } from './palette.ts';

/** Steps that tell their values when pointed at; more would only make the file large. */
const MOST_TIPS = 200;
/** Pixels: what stands for a band where the forecast is a single step, and for a value without neighbours. */
const ALONE = { bar: 14, radius: 2.5 };

/** The marks of a fan, back to front, in the scales `x` (steps ahead) and `y` (values). */
export function fanMarks(plot: PlotModule, fan: Fan): Markish[] {
  const isOneStep = fan.to === 1;
  const line = (points: readonly Point[], name: string, style: LineYOptions): Markish =>
    plot.lineY(points, { x: 'step', y: 'value', ariaDescription: printable(name), ...style });
  return [
    ...fan.bands.map(({ nominal, points }, index): Markish => {
      const channels = { x: 'step', y1: 'low', y2: 'high', ariaDescription: intervalName(nominal) };
      const color = bandFill(index, fan.bands.length);
      return isOneStep
        ? plot.ruleX(points.slice(-1), { ...channels, stroke: color, strokeWidth: ALONE.bar })
        : plot.areaY(points, { ...channels, fill: color });
    }),
    plot.ruleX([0], {
      stroke: FAINT_INK,
      strokeDasharray: '2 3',
      ariaDescription: 'last step of the history',
    }),
    ...fan.others.map(({ name, points }, index) =>
      line(points, name, { ...(OTHER_STYLES[index] ?? OTHER_STYLES[0]), strokeWidth: 1.5 }),
    ),
    line(fan.median, 'median', { stroke: MEDIAN, strokeWidth: 2.25 }),
    line(fan.known, 'actual', { stroke: INK, strokeWidth: 1.5 }),
    plot.dot(withoutNeighbours(fan.known), { x: 'step', y: 'value', fill: INK, r: ALONE.radius }),
    ...(isOneStep
      ? [plot.dot(fan.median.slice(-1), { x: 'step', y: 'value', fill: MEDIAN, r: ALONE.radius + 1 })]
      : []),
  ];
}

/** Marks that are not seen, but tell the values of each step ahead when pointed at. */
export function tipMarks(
  plot: PlotModule,
  { forecast, calendar, actual }: FanOptions,
  pixels: number,
): Markish[] {
  const median = quantileAt(forecast, 0.5) as Float64Array;
  if (median.length > MOST_TIPS) return [];
  const format = numberFormat([...forecast.quantiles.flatMap((values) => [...values]), ...(actual ?? [])]);
  const intervals = nominalsOf(forecast).map((nominal) => ({ nominal, bounds: boundsOf(forecast, nominal) }));
  const tips = Array.from(median, (value, index) => {
    const { start } = forecast;
    const known = actual?.[index] ?? NaN;
    return {
      step: index + 1,
      tip: [
        start === undefined
          ? `step ${index + 1}`
          : formatMoment(calendar, momentAt(calendar.frequency, start, index)),
        ...(Number.isNaN(known) ? [] : [`actual ${format(known)}`]),
        `median ${format(value)}`,
        ...intervals.map(({ nominal, bounds: [low, high] }) => {
          const [from, to] = [low[index] as number, high[index] as number];
          return `${intervalName(nominal)} ${format(from)} to ${format(to)}`;
        }),
      ].join('\n'),
    };
  });
  return [plot.ruleX(tips, { x: 'step', title: 'tip', stroke: 'transparent', strokeWidth: pixels })];
}

/** Points that a line does not show, since the ones before and behind them are missing. */
function withoutNeighbours(points: readonly Point[]): Point[] {
  const isKnown = (index: number) => !Number.isNaN(points[index]?.value ?? NaN);
  return points.filter((_, index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1));
}
