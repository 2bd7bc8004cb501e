import { checkInput, type Baseline, type PointForecast } from './baseline.ts';

/** Without a season: about as long a memory as exponential smoothing with a weight of 0.2. */
const DEFAULT_WINDOW = 10;

/** Fewer past errors than these say too little about how large errors are. */
const ENOUGH_ERRORS = 10;

/**
 * The mean of the last known values, over one season, or ten steps where there is none; the window ends at the last
 * known value, and missing ones in it are left out.
 *
 * The deviation of a step is the root mean square of the errors that the same average would have made so many steps
 * ahead in the past. Of a step with fewer than ten such errors it is the one of the step before; where no step has
 * ten, that of independent values around a mean is taken.
 */
export const movingAverage: Baseline = (values, options) => {
  const { last } = checkInput('movingAverage', values, options);
  const window = options.season > 1 ? options.season : DEFAULT_WINDOW;
  const averages = runningMeans(values, window);
  const mean = new Float64Array(options.horizon).fill(averages[last] as number);
  const sigma = new Float64Array(options.horizon);
  const missing = values.length - 1 - last;
  let deviation = independentDeviation(values, window);
  for (let ahead = 1; ahead <= missing + options.horizon; ahead++) {
    deviation = pastDeviation(values, averages, { window, ahead }) ?? deviation;
    if (ahead > missing) sigma[ahead - missing - 1] = deviation;
  }
  return { mean, sigma } satisfies PointForecast;
};

/** For each time: the mean of the known values among the `window` up to it; NaN where there are none. */
function runningMeans(values: Float64Array, window: number): Float64Array {
  return values.map((_, time) => {
    let sum = 0;
    let count = 0;
    for (let index = Math.max(0, time - window + 1); index <= time; index++) {
      const value = values[index] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  });
}

function pastDeviation(
  values: Float64Array,
  averages: Float64Array,
  { window, ahead }: { readonly window: number; readonly ahead: number },
): number | undefined {
  let squares = 0;
  let count = 0;
  for (let time = window - 1 + ahead; time < values.length; time++) {
    const error = (values[time] as number) - (averages[time - ahead] as number);
    if (Number.isNaN(error)) continue;
    squares += error * error;
    count++;
  }
  return count < ENOUGH_ERRORS ? undefined : Math.sqrt(squares / count);
}

function independentDeviation(values: Float64Array, window: number): number {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return 0;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((squares / (known.length - 1)) * (1 + 1 / Math.min(window, known.length)));
}
