import type { Calendar } from '../data/calendar.ts';
import { momentAt } from '../data/calendar.ts';
import type { Forecast, Frequency, Series } from '../series.ts';
import type { FanOptions } from './fan.ts';

const OFFSETS: Readonly<Record<number, number>> = {
  0.025: -3,
  0.1: -2,
  0.25: -1,
  0.5: 0,
  0.75: 1,
  0.9: 2,
  0.975: 4,
};

/** A forecast whose quantiles are the median and multiples of `spread` below and above it. */
export function makeForecast(
  target: Pick<Series, 'id' | 'start'>,
  median: readonly number[],
  {
    spread = 1,
    levels = Object.keys(OFFSETS)
      .map(Number)
      .sort((a, b) => a - b),
  }: { spread?: number; levels?: number[] } = {},
): Forecast {
  return {
    ...target,
    mean: Float64Array.from(median),
    levels,
    quantiles: levels.map((level) =>
      Float64Array.from(median, (value) => value + (OFFSETS[level] ?? 0) * spread),
    ),
  };
}

/** A monthly series from January 2020 on, and a forecast right behind it. */
export function makeFanOptions(options: {
  readonly id?: string;
  readonly values: readonly number[];
  readonly median: readonly number[];
  readonly spread?: number;
  readonly levels?: number[];
  readonly frequency?: Frequency;
  readonly timeZone?: string;
  /** undefined: no times */
  readonly start?: number | undefined;
}): FanOptions & { readonly calendar: Calendar } {
  const {
    id = 'sales',
    values,
    median,
    frequency = { unit: 'month', count: 1 },
    timeZone,
    ...rest
  } = options;
  const start = 'start' in options ? options.start : Date.UTC(2020, 0, 1);
  const first = start === undefined ? undefined : momentAt(frequency, start, values.length);
  return {
    series: { id, start, values: Float64Array.from(values) },
    forecast: makeForecast({ id, start: first }, median, rest),
    calendar: { frequency, ...(timeZone !== undefined && { timeZone }) },
  };
}
