import type { Forecast } from '../series.ts';

/** Levels written in different ways, as 0.9 and 1 − 0.1, differ by less. */
const SAME_LEVEL = 1e-9;

export function isSameLevel(one: number, other: number): boolean {
  return Math.abs(one - other) < SAME_LEVEL;
}

export function areSameLevels(some: readonly number[], others: readonly number[]): boolean {
  return (
    some.length === others.length && some.every((level, index) => isSameLevel(level, others[index] as number))
  );
}

/** The quantile of one level: [horizon]; undefined where the forecast does not have it. */
export function quantileAt(forecast: Forecast, level: number): Float64Array | undefined {
  return forecast.quantiles[forecast.levels.findIndex((other) => isSameLevel(level, other))];
}
