import type { Scaling } from './scaling.ts';

/** The values before an origin, scaled, from the first known one on, and what a season says of them. */
export interface ScaledHistory {
  /** steps from the first known value to the origin */
  readonly length: number;
  /** how many of them are known */
  readonly known: number;
  readonly season: number;
  /** where zero is, scaled */
  readonly zero: number;
  /** no value is below zero */
  readonly isNonNegative: boolean;
  /** mean absolute difference from the value before; NaN where there is none */
  readonly naiveError: number;
  /** the same from the value a season before */
  readonly seasonalError: number;
  /** what changed from one season to the next, over the last season that is known twice */
  readonly growth: { readonly difference: number; readonly ratio: number };
  /** of a step inside; NaN is missing */
  valueAt(step: number): number;
  /** the last known value before a step, which may be ahead; NaN where there is none */
  lastBefore(step: number): number;
  /** Known values at the same place of the season before a step, which may be ahead: 0 is the last one, 1 the one before. */
  seasonBefore(step: number, number: number): number;
  /** the mean of all of them */
  phaseMean(step: number): number;
}

/** A season that grew by more than this did not: it began. */
const MOST_GROWTH = 3;

/** @param window NaN is missing */
export function readHistory(window: Float32Array, { center, scale }: Scaling, season: number): ScaledHistory {
  const first = window.findIndex((value) => !Number.isNaN(value));
  const values = first < 0 ? new Float32Array() : window.subarray(first);
  const { length } = values;
  const scaled = Float64Array.from(values, (value) => (value - center) / scale);
  const lasts = runningLast(scaled);
  const { near, far, mean } = samePlaces(scaled, season);
  const at = (column: Float64Array, step: number): number => {
    const behind = length + season - 1;
    return column[step <= behind ? step : length + ((step - length) % season)] as number;
  };
  const errorOf = (lag: number): number =>
    meanOf(scaled.subarray(lag).map((value, step) => Math.abs(value - (scaled[step] as number))));
  return {
    length,
    known: Math.max(
      1,
      values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    ),
    season,
    zero: -center / scale,
    isNonNegative: !values.some((value) => value < 0),
    naiveError: errorOf(1),
    seasonalError: season > 1 ? errorOf(season) : NaN,
    growth: growthOf(values, season, scale),
    valueAt: (step) => scaled[step] as number,
    lastBefore: (step) => (step === 0 ? NaN : (lasts[Math.min(step, length) - 1] ?? NaN)),
    seasonBefore: (step, number) => at(number === 0 ? near : far, step),
    phaseMean: (step) => at(mean, step),
  };
}

function runningLast(values: Float64Array): Float64Array {
  let last = NaN;
  return values.map((value) => (last = Number.isNaN(value) ? last : value));
}

/** For each step, and for a season behind: the last known value at its place of the season, the one before, the mean of all. */
function samePlaces(
  values: Float64Array,
  season: number,
): { near: Float64Array; far: Float64Array; mean: Float64Array } {
  const steps = values.length + season;
  const make = (): Float64Array => new Float64Array(steps).fill(NaN);
  const [near, far, mean] = [make(), make(), make()];
  const [sums, counts] = [new Float64Array(steps), new Float64Array(steps)];
  for (let step = season; step < steps; step++) {
    const before = step - season;
    const value = values[before] as number;
    const isMissing = Number.isNaN(value);
    near[step] = isMissing ? (near[before] as number) : value;
    far[step] = (isMissing ? far[before] : near[before]) as number;
    sums[step] = (sums[before] as number) + (isMissing ? 0 : value);
    counts[step] = (counts[before] as number) + (isMissing ? 0 : 1);
    mean[step] = (sums[step] as number) / (counts[step] as number);
  }
  return { near, far, mean };
}

function growthOf(
  values: Float32Array,
  season: number,
  scale: number,
): { readonly difference: number; readonly ratio: number } {
  let [now, then, count] = [0, 0, 0];
  for (let step = Math.max(season, values.length - season); step < values.length; step++) {
    const [value, before] = [values[step] as number, values[step - season] as number];
    if (Number.isNaN(value) || Number.isNaN(before)) continue;
    now += value;
    then += before;
    count++;
  }
  if (count === 0) return { difference: 0, ratio: 1 };
  const ratio = now > 0 && then > 0 ? now / then : 1;
  return {
    difference: (now - then) / count / scale,
    ratio: Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, ratio)),
  };
}

function meanOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
