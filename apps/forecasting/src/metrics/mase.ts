import { mae } from './absoluteError.ts';

/**
 * Mean absolute scaled error (Hyndman and Koehler 2006): the mean absolute error in units of what the seasonal naive
 * forecast missed by in the history. Missing actual values (NaN) are skipped; NaN where the scale is.
 *
 * @param scale of the history: `seasonalNaiveError`
 */
export function mase(actual: Float64Array, predicted: Float64Array, scale: number): number {
  return mae(actual, predicted) / scale;
}
