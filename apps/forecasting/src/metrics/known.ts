import { countKnown } from '../series.ts';

/**
 * The mean of a measure over the steps whose actual value is known (not NaN); NaN where none is.
 *
 * @param actual [steps]
 * @param predicted [steps]
 * @throws RangeError where the two differ in length
 */
export function meanOfKnown(
  actual: Float64Array,
  predicted: Float64Array,
  measure: (actual: number, predicted: number, step: number) => number,
): number {
  return sumOfKnown(actual, predicted, measure) / countKnown(actual);
}

/** The sum of a measure over the steps whose actual value is known; 0 where none is. As {@link meanOfKnown}. */
export function sumOfKnown(
  actual: Float64Array,
  predicted: Float64Array,
  measure: (actual: number, predicted: number, step: number) => number,
): number {
  if (actual.length !== predicted.length) {
    throw new RangeError(
      `Metrics: expected a forecast for each of ${actual.length} actual values, got ${predicted.length}.`,
    );
  }
  let sum = 0;
  for (let step = 0; step < actual.length; step++) {
    const value = actual[step] as number;
    if (!Number.isNaN(value)) sum += measure(value, predicted[step] as number, step);
  }
  return sum;
}

/** The mean of the numbers that are not NaN; NaN where there is none. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** A quotient that is NaN, not infinite, where there is nothing to divide by. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? NaN : numerator / denominator;
}
