import { seasonalNaiveError } from '../metrics/seasonalNaiveError.ts';
import { readValues, type Values } from '../values.ts';

/**
 * The unit in which errors of series of different size are alike: the in-sample error of the seasonal naive forecast,
 * or of the naive one where the history is no longer than a season or repeats itself. NaN where that is undefined too:
 * a constant history, or a single value.
 */
export function calibrationScale(history: Values, season: number): number {
  const values = readValues(history);
  const seasonal = seasonalNaiveError(values, season);
  return Number.isNaN(seasonal) ? seasonalNaiveError(values, 1) : seasonal;
}
