import { mul, type Rank, type Rng, type ShapeMap, type Tensor } from '@reprise/engine';

/**
 * Dropout (Srivastava et al. 2014): in training some numbers become zero and the rest are scaled up, so that
 * evaluation needs no change. No rng means evaluation.
 */
export function dropout<R extends Rank>(xs: Tensor<R>, rate: number, rng?: Rng): Tensor<R> {
  if (!rng || rate === 0) return xs;
  return mul(xs, rng.dropoutMask<R>(xs.shape, rate));
}

/**
 * One mask for all steps of each sequence (Gal and Ghahramani 2016).
 * @param xs [batch, time, features]
 */
export function variationalDropout(xs: Tensor<Rank.R3>, rate: number, rng?: Rng): Tensor<Rank.R3> {
  if (!rng || rate === 0) return xs;
  const [batchSize, , features] = xs.shape;
  return mul(xs, rng.dropoutMask<Rank.R3>([batchSize, 1, features] as ShapeMap[Rank.R3], rate));
}
