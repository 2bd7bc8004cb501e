import { checkInput, type Baseline, type BaselineOptions, type PointForecast } from './baseline.ts';

/**
 * The last known value, for ever: a random walk without drift (Hyndman and Athanasopoulos 2021, section 5.2). Its
 * error grows with the root of the steps since that value. Across a hole, a change counts as one of that many steps.
 */
export const naive: Baseline = (values, options) => {
  checkInput('naive', values, options);
  return randomWalk(values, options.horizon, false);
};

/**
 * The line through the first and the last known value: a random walk with drift (Hyndman and Athanasopoulos 2021,
 * section 5.2). Missing values as in `naive`; a single value is repeated.
 */
export const drift: Baseline = (values, options) => {
  checkInput('drift', values, options);
  return randomWalk(values, options.horizon, true);
};

/**
 * The last known value of the same phase of the season (Hyndman and Athanasopoulos 2021, section 5.2). Its error grows
 * with the root of the seasons since. A phase that was never known, and a history in which no phase was known twice,
 * are forecast by `naive`.
 */
export const seasonalNaive: Baseline = (values, options) => {
  checkInput('seasonalNaive', values, options);
  const changes = seasonalChanges(values, options);
  const { mean, sigma } = randomWalk(values, options.horizon, false);
  if (changes.count === 0) return { mean, sigma };
  const deviation = Math.sqrt(changes.squares / changes.count);
  for (let step = 0; step < mean.length; step++) {
    const time = values.length + step;
    const last = changes.lastKnown[time % options.season] as number;
    if (last < 0) continue;
    mean[step] = values[last] as number;
    sigma[step] = deviation * Math.sqrt((time - last) / options.season);
  }
  return { mean, sigma };
};

interface SeasonalChanges {
  /** for each phase: the position of its last known value; -1: it has none */
  readonly lastKnown: Int32Array;
  /** of the changes from one known value of a phase to its next, each for one season */
  readonly squares: number;
  readonly count: number;
}

function seasonalChanges(values: Float64Array, { season }: BaselineOptions): SeasonalChanges {
  const lastKnown = new Int32Array(season).fill(-1);
  let squares = 0;
  let count = 0;
  for (const [time, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const before = lastKnown[time % season] as number;
    lastKnown[time % season] = time;
    if (before < 0) continue;
    squares += (value - (values[before] as number)) ** 2 / ((time - before) / season);
    count++;
  }
  return { lastKnown, squares, count };
}

function randomWalk(values: Float64Array, horizon: number, drifting: boolean): PointForecast {
  const known = [...values.keys()].filter((time) => !Number.isNaN(values[time]));
  const first = known[0] as number;
  const last = known.at(-1) as number;
  const lastValue = values[last] as number;
  const span = last - first;
  const slope = drifting && span > 0 ? (lastValue - (values[first] as number)) / span : 0;
  let variance = 0;
  for (const [index, time] of known.entries()) {
    if (index === 0) continue;
    const before = known[index - 1] as number;
    const change = (values[time] as number) - (values[before] as number) - slope * (time - before);
    variance += change ** 2 / (time - before) / (known.length - 1);
  }
  const mean = new Float64Array(horizon);
  const sigma = new Float64Array(horizon);
  for (let step = 0; step < horizon; step++) {
    const ahead = values.length + step - last;
    mean[step] = lastValue + slope * ahead;
    // That the slope is an estimate adds ahead² / span.
    sigma[step] = Math.sqrt(variance * ahead * (drifting && span > 0 ? 1 + ahead / span : 1));
  }
  return { mean, sigma };
}
