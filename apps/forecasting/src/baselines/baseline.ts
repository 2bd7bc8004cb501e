import { InputError } from '@reprise/core/errors';
import type { Forecast, Series } from '../series.ts';
import { normalQuantile } from './normal.ts';

export interface BaselineOptions {
  /** how many steps ahead */
  readonly horizon: number;
  /** steps after which the series repeats itself, as 12 for months; 1: it does not */
  readonly season: number;
}

/** What is expected of each step ahead, and how far off that is likely to be. */
export interface PointForecast {
  /** [horizon] */
  readonly mean: Float64Array;
  /** [horizon] the standard deviation of the value around the mean; 0 where the history shows none */
  readonly sigma: Float64Array;
}

/**
 * A forecast of one series from its own past alone.
 *
 * @param values the history, oldest first; NaN is missing. The forecast starts behind the last one, missing or not.
 * @throws InputError when the values have none that is known or one that is infinite, or an option is not a positive
 *   integer
 */
export type Baseline = (values: Float64Array, options: BaselineOptions) => PointForecast;

/** The part of a series from its first to its last known value. */
export interface KnownSpan {
  readonly first: number;
  readonly last: number;
}

/**
 * Checks what a baseline was given.
 * @param who the baseline's name, for messages
 * @throws InputError as `Baseline` says
 */
export function checkInput(who: string, values: Float64Array, options: BaselineOptions): KnownSpan {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InputError(`${who}: expected ${name} to be a positive integer, got ${value}.`);
    }
  }
  const infinite = values.findIndex((value) => Math.abs(value) === Infinity);
  if (infinite >= 0) {
    throw new InputError(
      `${who}: expected finite values, got ${values[infinite]} at position ${infinite}. Mark it as missing or correct it.`,
    );
  }
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) {
    throw new InputError(
      `${who}: expected at least one known value, got ${values.length === 0 ? 'an empty series' : `${values.length} missing ones`}. Leave the series out.`,
    );
  }
  return { first, last: values.findLastIndex((value) => !Number.isNaN(value)) };
}

/** The known span, with straight lines through its holes. */
export function fillHoles(values: Float64Array, { first, last }: KnownSpan): Float64Array {
  const filled = values.slice(first, last + 1);
  let known = 0;
  for (let index = 1; index < filled.length; index++) {
    const value = filled[index] as number;
    if (Number.isNaN(value)) continue;
    const from = filled[known] as number;
    const slope = (value - from) / (index - known);
    for (let hole = known + 1; hole < index; hole++) filled[hole] = from + slope * (hole - known);
    known = index;
  }
  return filled;
}

/** What stays after the first `count` steps. */
export function dropSteps({ mean, sigma }: PointForecast, count: number): PointForecast {
  return { mean: mean.slice(count), sigma: sigma.slice(count) };
}

export function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** The same value at every step, without doubt. */
export function constantForecast(value: number, horizon: number): PointForecast {
  return { mean: new Float64Array(horizon).fill(value), sigma: new Float64Array(horizon) };
}

/**
 * Turns means and standard deviations into quantiles, by the normal distribution.
 *
 * @param target the id of the series, and the time of the first step ahead
 * @param levels ascending, in (0, 1), with 0.5 among them
 * @throws InputError when the levels are not so
 */
export function asForecast(
  { id, start }: Pick<Series, 'id' | 'start'>,
  { mean, sigma }: PointForecast,
  levels: readonly number[],
): Forecast {
  const ascending = levels.every((level, index) => level > (levels[index - 1] ?? 0) && level < 1);
  if (!ascending || !levels.includes(0.5)) {
    throw new InputError(
      `asForecast: expected levels in (0, 1), ascending, with 0.5 among them, got [${levels.join(', ')}].`,
    );
  }
  const quantiles = levels.map((level) => {
    const deviations = normalQuantile(level);
    return mean.map((value, step) => value + deviations * (sigma[step] as number));
  });
  return { id, start, mean, levels, quantiles };
}
