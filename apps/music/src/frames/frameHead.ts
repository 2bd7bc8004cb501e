import { Linear } from '@reprise/core';
import {
  mul,
  softplus,
  sub,
  sum,
  tensor2d,
  type Module,
  type Rng,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import type { FrameBatch } from './frameBatch.ts';
import { KEYS } from './keys.ts';

/** The distribution over the sets of keys that sound in a frame. */
export interface FrameHead extends Module {
  /**
   * @param hidden [frames, hiddenSize], of all frames of the batch, padding included
   * @returns nats of each frame, [frames]
   */
  nll(hidden: Tensor2D, batch: FrameBatch): Tensor1D;

  /** How keys are drawn; it reads the weights once. */
  sampler(): FrameSampler;
}

export interface FrameSampler {
  /** @param hidden [frames, hiddenSize] @returns what `draw` needs of each frame, [frames, size] */
  prepare(hidden: Tensor2D): Tensor2D;
  /** @param numbers of one frame @returns the keys that sound, from 0, ascending */
  draw(numbers: Float32Array, rng: Rng): number[];
}

/** Each key by itself: the independent outputs of the recurrent baselines (Boulanger-Lewandowski et al. 2012; Bai et al. 2018). */
export class BernoulliHead implements FrameHead {
  readonly params: Linear['params'];
  readonly #output: Linear;

  constructor({ inputSize, rng }: { readonly inputSize: number; readonly rng?: Rng | undefined }) {
    this.#output = new Linear({ inputSize, outputSize: KEYS, rng });
    this.params = this.#output.params;
  }

  nll(hidden: Tensor2D, { roll, size, time }: FrameBatch): Tensor1D {
    const logits = this.#output.apply(hidden);
    return sum(sub(softplus(logits), mul(logits, tensor2d(roll, [size * time, KEYS]))), 1);
  }

  sampler(): FrameSampler {
    return {
      prepare: (hidden) => this.#output.apply(hidden),
      draw: (logits, rng) => {
        const words = rng.words(KEYS);
        return Array.from(logits.keys()).filter(
          (key) => (words[key] as number) / 2 ** 32 < sigmoidOf(logits[key] as number),
        );
      },
    };
  }
}

export function sigmoidOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
