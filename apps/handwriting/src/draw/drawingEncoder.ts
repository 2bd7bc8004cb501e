import { Encoder, Linear } from '@reprise/core';
import {
  add,
  exp,
  mul,
  square,
  sub,
  sum,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { STEP_FEATURES } from './penTrack.ts';

/** A normal distribution of independent coordinates for each row: [batch, latentSize] both. */
export interface Posterior {
  readonly mean: Tensor2D;
  /** the logarithm of the variance */
  readonly logVariance: Tensor2D;
}

/** What a drawing is known by: LSTM layers in both directions, and a normal distribution (Ha and Eck 2017, 3.2). */
export class DrawingEncoder implements Module {
  readonly params: ParamTree;
  readonly #encoder: Encoder;
  readonly #mean: Linear;
  readonly #logVariance: Linear;

  constructor({
    encoderSize,
    latentSize,
    rng,
  }: {
    readonly encoderSize: number;
    readonly latentSize: number;
    readonly rng?: Rng | undefined;
  }) {
    this.#encoder = new Encoder({
      cell: 'lstm',
      inputSize: STEP_FEATURES,
      hiddenSize: encoderSize,
      numLayers: 1,
      bidirectional: true,
      dropout: 0,
      rng: rng?.fold('layers'),
    });
    const sizes = { inputSize: this.#encoder.outputSize, outputSize: latentSize };
    this.#mean = new Linear({ ...sizes, rng: rng?.fold('mean') });
    this.#logVariance = new Linear({ ...sizes, rng: rng?.fold('logVariance') });
    this.params = {
      layers: this.#encoder.params,
      mean: this.#mean.params,
      logVariance: this.#logVariance.params,
    };
  }

  /** @param xs [batch, time, STEP_FEATURES] @param lengths the real steps of each */
  encode(xs: Tensor3D, lengths: ArrayLike<number>): Posterior {
    const { last } = this.#encoder.encode(xs, lengths);
    const h = last[0]?.[0] as Tensor2D;
    return { mean: this.#mean.apply(h), logVariance: this.#logVariance.apply(h) };
  }
}

/** A latent vector for each row: the mean, or with `rng` a random one of the distribution, through which gradients flow. */
export function drawLatent({ mean, logVariance }: Posterior, rng?: Rng): Tensor2D {
  if (!rng) return mean;
  return add(mean, mul(exp(mul(logVariance, 0.5)), rng.normal(mean.shape))) as Tensor2D;
}

/** Nats between each row's distribution and the standard normal one, all coordinates together: [batch]. */
export function klDivergence({ mean, logVariance }: Posterior): Tensor1D {
  const each = sub(add(square(mean), exp(logVariance)), add(logVariance, 1));
  return mul(sum(each, 1), 0.5) as Tensor1D;
}
