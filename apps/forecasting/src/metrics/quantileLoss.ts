import { meanOfKnown, ratio, sumOfKnown } from './known.ts';

/**
 * Mean quantile (pinball) loss (Koenker and Bassett 1978): level · (y − q) where the actual value is above the
 * quantile, (1 − level) · (q − y) where it is below. Smallest for the true quantile; half of the absolute error at 0.5.
 * Missing actual values (NaN) are skipped.
 *
 * @param level of the quantile, in (0, 1)
 */
export function quantileLoss(actual: Float64Array, quantile: Float64Array, level: number): number {
  return meanOfKnown(actual, quantile, pinball(level));
}

/**
 * Weighted quantile loss of one level, 2 · Σ pinball / Σ|y|, as GluonTS has it: ND at level 0.5. Missing actual values
 * (NaN) are skipped; NaN where all known ones are 0. Its mean over the levels 0.1 … 0.9 is the usual "mean wQL".
 */
export function weightedQuantileLoss(actual: Float64Array, quantile: Float64Array, level: number): number {
  return ratio(2 * sumOfKnown(actual, quantile, pinball(level)), sumOfKnown(actual, actual, Math.abs));
}

function pinball(level: number): (actual: number, quantile: number) => number {
  return (actual, quantile) =>
    actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}
