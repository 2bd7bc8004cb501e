import { meanOfKnown } from './known.ts';

/** Mean squared error; smallest for the mean. Missing actual values (NaN) are skipped. */
export function mse(actual: Float64Array, predicted: Float64Array): number {
  return meanOfKnown(actual, predicted, (value, forecast) => (value - forecast) ** 2);
}

/** Root of the mean squared error, in units of the series. Missing actual values (NaN) are skipped. */
export function rmse(actual: Float64Array, predicted: Float64Array): number {
  return Math.sqrt(mse(actual, predicted));
}
