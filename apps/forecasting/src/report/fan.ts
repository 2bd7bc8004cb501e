import { momentAt, type Calendar } from '../data/calendar.ts';
import { formatMoment } from '../data/moment.ts';
import { isSameLevel, quantileAt } from '../metrics/levels.ts';
import type { Forecast, Series } from '../series.ts';
import { readValues, type Values } from '../values.ts';

/** A forecast, what was known when it was made, and what it can be compared with. */
export interface FanOptions {
  /** all that was known when the forecast was made, and nothing behind it */
  readonly series: Series<Values>;
  /** of the steps right behind the series */
  readonly forecast: Forecast;
  readonly calendar: Calendar;
  /** what came, where it is known: [horizon]; NaN is missing */
  readonly actual?: Float64Array;
  /** other methods' forecasts, whose medians are drawn: at most three */
  readonly others?: readonly NamedForecast[];
  /** how much of the series is drawn; default: 3 horizons, but 24 to 400 steps */
  readonly historySteps?: number;
}

export interface NamedForecast {
  readonly name: string;
  readonly forecast: Forecast;
}

/** What is drawn, by steps ahead: 0 is the last step of the series, 1 the first of the forecast. */
export interface Fan {
  /** first and last step that is drawn */
  readonly from: number;
  readonly to: number;
  /** the series and what came after it, without gaps in the steps; NaN is missing */
  readonly known: readonly Point[];
  /** These and the bands begin at the last value of the series, where it is not missing. */
  readonly median: readonly Point[];
  /** the widest first */
  readonly bands: readonly Band[];
  readonly others: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

export interface Point {
  readonly step: number;
  readonly value: number;
}

/** A central interval. */
export interface Band {
  /** the share of values that is to lie within: 0.8 for levels 0.1 and 0.9 */
  readonly nominal: number;
  readonly points: readonly { readonly step: number; readonly low: number; readonly high: number }[];
}

/** More could not be told apart. */
const MOST_OTHERS = 3;
const MOST_BANDS = 3;
/** Intervals that readers know; where a forecast has none of them, its widest are taken. */
const USUAL_NOMINALS = [0.95, 0.8, 0.5];
const HISTORY = { horizons: 3, fewest: 24, most: 400 };

/**
 * @throws RangeError when the parts do not fit: a forecast that does not begin behind the series, other horizons,
 *   values that are not finite, no median, more than three other methods
 */
export function makeFan(options: FanOptions): Fan {
  checkFan(options);
  const { series, forecast, actual = [], others = [] } = options;
  const { values } = series;
  const horizon = forecast.mean.length;
  const { historySteps = Math.min(HISTORY.most, Math.max(HISTORY.fewest, HISTORY.horizons * horizon)) } =
    options;
  const past = readValues(values.subarray(Math.max(0, values.length - historySteps)));
  const last = readValues(values.subarray(-1))[0] ?? NaN;
  const origin = Number.isNaN(last) ? [] : [{ step: 0, value: last }];
  const medianOf = (one: Forecast) => [...origin, ...pointsOf(quantileAt(one, 0.5) ?? [], 1)];
  return {
    from: Math.min(0, 1 - past.length),
    to: horizon,
    known: [...pointsOf(past, 1 - past.length), ...pointsOf(actual, 1)],
    median: medianOf(forecast),
    bands: nominalsOf(forecast).map((nominal): Band => {
      const [low, high] = boundsOf(forecast, nominal);
      return {
        nominal,
        points: [
          ...origin.map(({ step, value }) => ({ step, low: value, high: value })),
          ...pointsOf(low, 1).map(({ step, value }) => ({
            step,
            low: value,
            high: high[step - 1] as number,
          })),
        ],
      };
    }),
    others: others.map((other) => ({ name: other.name, points: medianOf(other.forecast) })),
  };
}

/** The central intervals of a forecast that are drawn: 95 %, 80 % and 50 %, or its three widest; the widest first. */
export function nominalsOf({ levels }: Pick<Forecast, 'levels'>): number[] {
  const all = levels
    .filter((level) => level < 0.5 && levels.some((other) => isSameLevel(other, 1 - level)))
    .map((level) => Number((1 - 2 * level).toPrecision(12)));
  const usual = all.filter((nominal) => USUAL_NOMINALS.includes(nominal));
  return usual.length > 0 ? usual : all.slice(0, MOST_BANDS);
}

/** The lower and the upper quantile of a central interval that the forecast has: each [horizon]. */
export function boundsOf(forecast: Forecast, nominal: number): readonly [Float64Array, Float64Array] {
  const bound = (level: number) => quantileAt(forecast, level) as Float64Array;
  return [bound((1 - nominal) / 2), bound((1 + nominal) / 2)];
}

function pointsOf(values: ArrayLike<number>, first: number): Point[] {
  return Array.from(values, (value, index) => ({ step: first + index, value }));
}

function checkFan({ series, forecast, calendar, actual, others = [] }: FanOptions): void {
  const fail = (expected: string, got: string): never => {
    throw new RangeError(`fanChart: expected ${expected} for series "${series.id}", got ${got}`);
  };
  const horizon = forecast.mean.length;
  if (horizon === 0) fail('a forecast of a step or more', '0 steps');
  if (others.length > MOST_OTHERS) fail(`at most ${MOST_OTHERS} other methods`, String(others.length));
  if (actual !== undefined && actual.length !== horizon) {
    fail(`as many actual values as the ${horizon} steps of the forecast`, String(actual.length));
  }
  if (series.start !== undefined && forecast.start !== undefined) {
    const expected = momentAt(calendar.frequency, series.start, series.values.length);
    if (forecast.start !== expected) {
      const [behind, got] = [expected, forecast.start].map((moment) => formatMoment(calendar, moment));
      fail(`a forecast from ${String(behind)}, right behind the series,`, `one from ${String(got)}`);
    }
  }
  for (const [name, one] of [
    ['forecast', forecast] as const,
    ...others.map((other) => [other.name, other.forecast] as const),
  ]) {
    if (quantileAt(one, 0.5) === undefined) fail(`level 0.5 among those of ${name}`, one.levels.join(', '));
    if (one.mean.length !== horizon) fail(`${horizon} steps of ${name}`, String(one.mean.length));
    const bad = one.quantiles.flatMap((values) => [...values]).find((value) => !Number.isFinite(value));
    if (bad !== undefined) fail(`numbers as quantiles of ${name}`, String(bad));
  }
  const isInfinite = (value: number) => Math.abs(value) === Infinity;
  const infinite = readValues(series.values).find(isInfinite) ?? actual?.find(isInfinite);
  if (infinite !== undefined) fail('values that are finite or missing', String(infinite));
}
