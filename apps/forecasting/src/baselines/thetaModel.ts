import type { PointForecast } from './baseline.ts';

/** Of the errors, the first ones depend on the start more than on the series. */
const BURN_IN = 3;

/** The smoothing weight stays between. */
const SMALLEST_ALPHA = 0.1;
const LARGEST_ALPHA = 0.99;

/** How many weights are tried before the search narrows down on the best. */
const GRID = 16;

/** The Theta model of a series without season. */
export interface ThetaModel {
  /** weight of the newest value in the level */
  readonly alpha: number;
  /** before the first value */
  readonly level: number;
}

/**
 * Fits the standard Theta model in its state-space form (Fiorucci et al. 2016, "STM"): the mean of two lines, one
 * without curvature (theta 0: the trend by least squares), one with twice the curvature (theta 2), which exponential
 * smoothing continues. Smoothing weight and first level minimise the squares of the errors one step ahead.
 *
 * The errors are linear in the first level, so that the best one for each weight is known, and a search along the
 * weight alone finds the minimum. The level is kept within the series' range of what makes
 * the first forecast right, as a large weight forgets it, and anything would do.
 *
 * @param values without holes, at least 4
 */
export function fitTheta(values: Float64Array): ThetaModel {
  const trend = fitTrend(values);
  const lossOf = (alpha: number): number => sumOfSquares(values, trend, bestModel(values, trend, alpha));
  const width = (LARGEST_ALPHA - SMALLEST_ALPHA) / GRID;
  let best = SMALLEST_ALPHA;
  let bestLoss = Infinity;
  for (let point = 0; point <= GRID; point++) {
    const alpha = SMALLEST_ALPHA + point * width;
    const loss = lossOf(alpha);
    if (loss < bestLoss) [best, bestLoss] = [alpha, loss];
  }
  const low = Math.max(SMALLEST_ALPHA, best - width);
  const high = Math.min(LARGEST_ALPHA, best + width);
  return bestModel(values, trend, goldenSection(lossOf, low, high));
}

/**
 * What the model expects. The deviation is that of exponential smoothing, σ · sqrt(1 + (h - 1) α²), as the trend is
 * taken as known.
 */
export function forecastTheta(values: Float64Array, model: ThetaModel, horizon: number): PointForecast {
  const trend = fitTrend(values);
  const { errors, level } = runTheta(values, trend, model);
  const settled = errors.length - BURN_IN < 2 ? errors : errors.subarray(BURN_IN);
  const deviation = standardDeviation(settled);
  const start = level + trendShare(trend, model.alpha, values.length);
  const mean = new Float64Array(horizon);
  const sigma = new Float64Array(horizon);
  for (let step = 0; step < horizon; step++) {
    mean[step] = start + (trend.slope / 2) * step;
    sigma[step] = deviation * Math.sqrt(1 + step * model.alpha ** 2);
  }
  return { mean, sigma };
}

interface Line {
  /** at time 0; the first value is that of time 1 */
  readonly intercept: number;
  readonly slope: number;
}

function fitTrend(values: Float64Array): Line {
  const n = values.length;
  const middle = (n + 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let product = 0;
  for (const [index, value] of values.entries()) product += (index + 1 - middle) * (value - mean);
  const slope = (12 * product) / (n * (n * n - 1));
  return { intercept: mean - slope * middle, slope };
}

/** What the trend adds to the level in the forecast of the value behind `count` others. */
function trendShare({ intercept, slope }: Line, alpha: number, count: number): number {
  const forgotten = (1 - alpha) ** count;
  return (intercept * forgotten + (slope * (1 - forgotten * (1 - alpha))) / alpha) / 2;
}

function runTheta(
  values: Float64Array,
  trend: Line,
  { alpha, level: firstLevel }: ThetaModel,
): { readonly errors: Float64Array; readonly level: number } {
  const { intercept, slope } = trend;
  let level = firstLevel;
  let forgotten = 1;
  const errors = values.map((value) => {
    const share = (intercept * forgotten + (slope * (1 - forgotten * (1 - alpha))) / alpha) / 2;
    const error = value - level - share;
    level += alpha * (value - level);
    forgotten *= 1 - alpha;
    return error;
  });
  return { errors, level };
}

/** With the first level that is best for the weight. */
function bestModel(values: Float64Array, trend: Line, alpha: number): ThetaModel {
  const begin = (values[0] as number) - (trend.intercept + trend.slope) / 2;
  const { errors } = runTheta(values, trend, { alpha, level: begin });
  // A level higher by 1 makes the error of time t lower by (1 - alpha) ** t.
  let remembered = (1 - alpha) ** BURN_IN;
  let product = 0;
  let squares = 0;
  let low = Infinity;
  let high = -Infinity;
  for (const [time, error] of errors.entries()) {
    const value = values[time] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (time < BURN_IN) continue;
    product += remembered * error;
    squares += remembered * remembered;
    remembered *= 1 - alpha;
  }
  const range = high - low;
  return { alpha, level: begin + Math.min(range, Math.max(-range, product / squares)) };
}

function sumOfSquares(values: Float64Array, trend: Line, model: ThetaModel): number {
  const { errors } = runTheta(values, trend, model);
  let sum = 0;
  for (let time = BURN_IN; time < errors.length; time++) sum += (errors[time] as number) ** 2;
  return sum;
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Where a function with one minimum between `low` and `high` has it, to about 1e-6 (Kiefer 1953). */
function goldenSection(loss: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  while (high - low > 1e-6) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - ratio * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + ratio * (high - low);
      rightLoss = loss(right);
    }
  }
  return (low + high) / 2;
}
