import { maximum, mul, sub, type Rank, type Tensor } from '@reprise/engine';

/**
 * The quantile (pinball) loss (Koenker and Bassett 1978): `level · e` where the value is above the prediction by e,
 * `(1 - level) · e` where it is below.
 * @param level in (0, 1)
 * @returns of the shape of `values`
 */
export function quantileLoss<R extends Rank>(
  predictions: Tensor<R>,
  values: Tensor<R>,
  level: number | Tensor,
): Tensor<R> {
  const error = sub(values, predictions);
  return maximum<Tensor<R>>(mul(error, level), mul(error, sub(level, 1)));
}
