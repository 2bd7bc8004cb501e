import { countKnown } from '../series.ts';
import { mae, nd } from './absoluteError.ts';
import { crpsOfQuantiles } from './crps.ts';
import { coverage, meanWidth } from './intervals.ts';
import { weightedQuantileLoss } from './quantileLoss.ts';
import { smape } from './smape.ts';
import { mse, rmse } from './squaredError.ts';

/** How good forecasts are. A number is NaN where it is undefined, for want of known values or of a scale. */
export interface Scores {
  /** known actual values, which all others are about */
  readonly points: number;
  /** actual values that are missing */
  readonly missing: number;
  /** mean absolute error of the median, in units of the series */
  readonly mae: number;
  /** mean squared error of the mean */
  readonly mse: number;
  /** root of the mean squared error of the mean, in units of the series */
  readonly rmse: number;
  /** normalised deviation of the median, Σ|y − ŷ| / Σ|y| */
  readonly nd: number;
  /** of the median, 0 to 200 */
  readonly smape: number;
  /** of the median, scaled by the in-sample seasonal naive error */
  readonly mase: number;
  /** mean scaled interval score of the 95 % interval; NaN without one */
  readonly msis: number;
  /** weighted quantile loss, 2 · Σ pinball / Σ|y|, of each scored level */
  readonly wql: readonly { readonly level: number; readonly loss: number }[];
  /** mean of wql over the scored levels */
  readonly meanWql: number;
  /** continuous ranked probability score from the scored levels, in units of the series */
  readonly crps: number;
  /** of the central intervals whose two levels are among the forecasts' */
  readonly intervals: readonly IntervalScores[];
}

export interface IntervalScores {
  /** the share of values that is to lie within: 0.8 for levels 0.1 and 0.9 */
  readonly nominal: number;
  /** the share that does */
  readonly coverage: number;
  /** mean distance of the bounds, in units of the series */
  readonly width: number;
}

/** Steps of one or more forecasts, end to end. */
export interface Points {
  readonly actual: Float64Array;
  readonly mean: Float64Array;
  readonly median: Float64Array;
  /** for each scored level */
  readonly quantiles: readonly Float64Array[];
  readonly bounds: readonly Bounds[];
}

export interface Bounds {
  readonly nominal: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** All scores that need no history, each point counting alike. */
export function scorePoints(points: Points, levels: readonly number[]): Omit<Scores, 'mase' | 'msis'> {
  const { actual, mean, median, quantiles, bounds } = points;
  const known = countKnown(actual);
  const wql = levels.map((level, index) => ({
    level,
    loss: weightedQuantileLoss(actual, quantiles[index] as Float64Array, level),
  }));
  return {
    points: known,
    missing: actual.length - known,
    mae: mae(actual, median),
    mse: mse(actual, mean),
    rmse: rmse(actual, mean),
    nd: nd(actual, median),
    smape: smape(actual, median),
    wql,
    meanWql: wql.reduce((sum, { loss }) => sum + loss, 0) / wql.length,
    crps: crpsOfQuantiles(actual, levels, quantiles),
    intervals: bounds.map(({ nominal, lower, upper }) => ({
      nominal,
      coverage: coverage(actual, lower, upper),
      width: meanWidth(actual, lower, upper),
    })),
  };
}
