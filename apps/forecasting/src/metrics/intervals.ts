import { meanOfKnown } from './known.ts';

/** The share of the known actual values that lie in [lower, upper], bounds included. */
export function coverage(actual: Float64Array, lower: Float64Array, upper: Float64Array): number {
  return meanOfKnown(actual, lower, (value, low, step) =>
    low <= value && value <= (upper[step] as number) ? 1 : 0,
  );
}

/** How far apart the bounds are where the actual value is known, on average, in units of the series. */
export function meanWidth(actual: Float64Array, lower: Float64Array, upper: Float64Array): number {
  return meanOfKnown(actual, lower, (_, low, step) => (upper[step] as number) - low);
}
