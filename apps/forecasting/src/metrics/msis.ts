import { meanOfKnown } from './known.ts';

/**
 * Mean scaled interval score (Gneiting and Raftery 2007, scaled as in the M4 competition): the width of the interval,
 * and 2/α for each unit by which the actual value lies outside, in units of what the seasonal naive forecast missed by
 * in the history. α is the share of values expected outside, 0.05 in M4. Missing actual values (NaN) are skipped; NaN
 * where the scale is.
 *
 * @param lower the quantile of level α/2
 * @param upper the quantile of level 1 − α/2
 * @param scale of the history: `seasonalNaiveError`
 */
export function msis(
  actual: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  scale: number,
  alpha = 0.05,
): number {
  const score = meanOfKnown(actual, lower, (value, low, step) => {
    const high = upper[step] as number;
    return high - low + (2 / alpha) * (Math.max(0, low - value) + Math.max(0, value - high));
  });
  return score / scale;
}
