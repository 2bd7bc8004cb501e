import { meanOfKnown } from './known.ts';

/**
 * Symmetric mean absolute percentage error of the M4 competition (Makridakis et al. 2020), from 0 to 200: the mean of
 * 200 · |y − ŷ| / (|y| + |ŷ|), where a step with y = ŷ = 0 counts as 0. Missing actual values (NaN) are skipped.
 *
 * GluonTS has it from 0 to 2 and leaves steps with y = ŷ = 0 out; utilsforecast has it from 0 to 1.
 */
export function smape(actual: Float64Array, predicted: Float64Array): number {
  return meanOfKnown(actual, predicted, (value, forecast) => {
    const error = Math.abs(value - forecast);
    return error === 0 ? 0 : (200 * error) / (Math.abs(value) + Math.abs(forecast));
  });
}
