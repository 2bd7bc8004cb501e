import type { Rank, Rng, Tensor } from '@reprise/engine';

/** Outputs of a network for one value: one tensor for each number, all of one shape. */
export type Outputs<R extends Rank = Rank> = readonly Tensor<R>[];

/**
 * A family of distributions of one number, whose parameters a network gives (DeepAR, Salinas et al. 2020).
 *
 * The network sees values divided by the scale of their series, and its outputs are any numbers: the family makes
 * parameters of them, and puts the scale back.
 */
export interface Distribution {
  /** how many outputs of the network decide it */
  readonly size: number;

  /**
   * -log p(value), in nats, each of the shape of `values`.
   * @param values as they are, not scaled
   * @param scale of the series, above 0; of a shape that fits that of `values`
   */
  readonly negativeLogLikelihood: <R extends Rank>(
    outputs: Outputs<R>,
    values: Tensor<R>,
    scale: Tensor,
  ) => Tensor<R>;

  /**
   * One value for each row, as it is, not scaled.
   * @param outputs [rows · size], a row's numbers side by side
   * @param scale [rows]
   */
  readonly sample: (outputs: Float32Array, scale: Float32Array, rng: Rng) => Float32Array;

  /** The mean of each row: arguments and result as those of {@link sample}. */
  readonly mean: (outputs: Float32Array, scale: Float32Array) => Float32Array;
}
