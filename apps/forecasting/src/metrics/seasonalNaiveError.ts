/** Differences below this share of the largest value are rounding. */
const ROUNDING = 1e-12;

/**
 * What MASE and MSIS are scaled by: the mean of |y[t] − y[t − season]| over a history, which is the in-sample error of
 * the seasonal naive forecast (Hyndman and Koehler 2006). Pairs with a missing value (NaN) are skipped.
 *
 * NaN, for undefined, where no two known values are a season apart, or where all that are differ by nothing but
 * rounding: a constant history, or one that repeats itself. (GluonTS falls back to a season of 1 where the history is
 * no longer than a season, and divides by the 0 of a constant one.)
 *
 * @param season steps, 1 for none
 * @throws RangeError when season is not a positive integer
 */
export function seasonalNaiveError(history: Float64Array, season: number): number {
  if (!Number.isInteger(season) || season < 1) {
    throw new RangeError(`seasonalNaiveError: expected a season of 1 step or more, got ${season}.`);
  }
  let sum = 0;
  let count = 0;
  let largest = 0;
  for (let step = season; step < history.length; step++) {
    const [before, value] = [history[step - season] as number, history[step] as number];
    if (Number.isNaN(before) || Number.isNaN(value)) continue;
    sum += Math.abs(value - before);
    count++;
    largest = Math.max(largest, Math.abs(before), Math.abs(value));
  }
  const error = sum / count;
  return error > ROUNDING * largest ? error : NaN;
}
