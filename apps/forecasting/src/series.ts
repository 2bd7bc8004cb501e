import type { Values } from './values.ts';

/**
 * Milliseconds since 1970-01-01T00:00. Where steps are shorter than a day and a time zone is known: of UTC, so that
 * steps are equally long; else of the clock on the wall, so that days and months are whole.
 */
export type Moment = number;

export const UNITS = [
  'second',
  'minute',
  'hour',
  'day',
  'businessDay',
  'week',
  'month',
  'quarter',
  'year',
] as const;

/** How far apart the values of a series are: `count` units. */
export interface Frequency {
  readonly unit: (typeof UNITS)[number];
  readonly count: number;
}

/**
 * One variable measured at equally spaced times.
 * @typeParam V `Values` where they may be in a file: for whatever takes a series and does not hold on to its numbers
 */
export interface Series<V extends Values = Float64Array> {
  /** unique in its data set */
  readonly id: string;
  /** of the first value; undefined where the data names no times */
  readonly start: Moment | undefined;
  /** one for each step from the start on; NaN is missing */
  readonly values: V;
  readonly covariates?: Covariates<V>;
}

/** How many of some values are not missing. */
export function countKnown(values: Float64Array | Float32Array): number {
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) count++;
  return count;
}

/** What else is known of a series, each under the name of its column. */
export interface Covariates<V extends Values = Float64Array> {
  /** Known ahead, as prices and promotions: one for each value and for each step of a forecast behind them. */
  readonly future: ReadonlyMap<string, V>;
  /** Known when the value is, as the weather: one for each value. */
  readonly past: ReadonlyMap<string, V>;
  /** Of the series as a whole: a number, or the name of a category. */
  readonly statics: ReadonlyMap<string, number | string>;
}

/** Series of one frequency. */
export interface DataSet<V extends Values = Float64Array> {
  readonly frequency: Frequency;
  /** IANA name; undefined: times are those of the clock on the wall, and daylight saving is not known */
  readonly timeZone?: string;
  readonly series: readonly Series<V>[];
}

/** What is said of the steps behind a series. */
export interface Forecast {
  /** of the series */
  readonly id: string;
  /** of the first step ahead; undefined where the series has no times */
  readonly start: Moment | undefined;
  /** [horizon] */
  readonly mean: Float64Array;
  /** ascending, in (0, 1), with 0.5 among them */
  readonly levels: readonly number[];
  /** for each level: [horizon] */
  readonly quantiles: readonly Float64Array[];
}
