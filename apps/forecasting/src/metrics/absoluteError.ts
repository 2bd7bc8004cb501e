import { meanOfKnown, ratio, sumOfKnown } from './known.ts';

/** Mean absolute error, in units of the series; smallest for the median. Missing actual values (NaN) are skipped. */
export function mae(actual: Float64Array, predicted: Float64Array): number {
  return meanOfKnown(actual, predicted, absoluteError);
}

/**
 * Normalised deviation, Σ|y − ŷ| / Σ|y|: the absolute error as a share of what there is, over many series as over one.
 * Missing actual values (NaN) are skipped; NaN where all known ones are 0.
 */
export function nd(actual: Float64Array, predicted: Float64Array): number {
  return ratio(sumOfKnown(actual, predicted, absoluteError), sumOfKnown(actual, actual, Math.abs));
}

function absoluteError(actual: number, predicted: number): number {
  return Math.abs(actual - predicted);
}
