import { Embedding, Linear } from '@reprise/core';
import {
  add,
  concat,
  expandDims,
  matMul,
  mul,
  reshape,
  sigmoid,
  softplus,
  sub,
  sum,
  tensor2d,
  tensor3d,
  type ParamTree,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { FrameBatch } from './frameBatch.ts';
import { sigmoidOf, type FrameHead, type FrameSampler } from './frameHead.ts';
import { KEYS } from './keys.ts';

/**
 * The keys one after the other from the lowest, each knowing those below (NADE, Larochelle and Murray 2011), with biases
 * that a recurrent network gives (RNN-NADE, Boulanger-Lewandowski et al. 2012).
 *
 * The hidden units only change where a key sounds. So a frame of n notes has n + 1 of their states, and what all keys
 * between two notes see is computed once.
 */
export class NadeHead implements FrameHead {
  readonly params: ParamTree;
  /** what a sounding key adds to the hidden units */
  readonly #keys: Embedding;
  readonly #hidden: Linear;
  readonly #visible: Linear;
  readonly #output: Linear;

  constructor({
    inputSize,
    size,
    rng,
  }: {
    readonly inputSize: number;
    readonly size: number;
    readonly rng?: Rng | undefined;
  }) {
    this.#keys = new Embedding({ vocabSize: KEYS, embeddingSize: size, rng: rng?.fold('keys') });
    this.#hidden = new Linear({ inputSize, outputSize: size, rng: rng?.fold('hidden') });
    this.#visible = new Linear({ inputSize, outputSize: KEYS, rng: rng?.fold('visible') });
    this.#output = new Linear({ inputSize: size, outputSize: KEYS, rng: rng?.fold('output'), bias: false });
    this.params = {
      keys: this.#keys.params,
      hidden: this.#hidden.params,
      visible: this.#visible.params,
      output: this.#output.params,
    };
  }

  nll(hidden: Tensor2D, batch: FrameBatch): Tensor1D {
    const frames = batch.size * batch.time;
    const states = batch.most + 1;
    const { below, isSeen } = statesOf(batch);
    const added = reshape(matMul(tensor2d(below, [frames * states, KEYS]), this.#keys.params.weight), [
      frames,
      states,
      -1,
    ]);
    const units = sigmoid(add(added, expandDims(this.#hidden.apply(hidden), 1))) as Tensor3D;
    const logits = add(this.#output.apply(units), expandDims(this.#visible.apply(hidden), 1));
    const sounds = expandDims(tensor2d(batch.roll, [frames, KEYS]), 1);
    const nats = sub(softplus(logits), mul(logits, sounds));
    return sum(mul(nats, tensor3d(isSeen, [frames, states, KEYS])), [1, 2]);
  }

  sampler(): FrameSampler {
    const keys = this.#keys.params.weight.dataSync();
    const output = this.#output.params.weight.dataSync();
    const size = this.#keys.embeddingSize;
    return {
      prepare: (hidden) => concat([this.#hidden.apply(hidden), this.#visible.apply(hidden)], 1),
      draw: (biases, rng) => {
        const words = rng.words(KEYS);
        const sums = Float64Array.from(biases.subarray(0, size));
        let units = sums.map(sigmoidOf);
        const drawn: number[] = [];
        for (let key = 0; key < KEYS; key++) {
          let logit = biases[size + key] as number;
          for (let unit = 0; unit < size; unit++)
            logit += (output[key * size + unit] as number) * (units[unit] as number);
          if ((words[key] as number) / 2 ** 32 >= sigmoidOf(logit)) continue;
          drawn.push(key);
          for (let unit = 0; unit < size; unit++)
            sums[unit] = (sums[unit] as number) + (keys[key * size + unit] as number);
          units = sums.map(sigmoidOf);
        }
        return drawn;
      },
    };
  }
}

/** Of each frame, for the states after 0, 1, … notes: which keys had sounded, and which keys are decided by that state. */
function statesOf({ size, time, roll, most }: FrameBatch): { below: Float32Array; isSeen: Float32Array } {
  const states = most + 1;
  const below = new Float32Array(size * time * states * KEYS);
  const isSeen = new Float32Array(below.length);
  for (let frame = 0; frame < size * time; frame++) {
    let at = frame * states * KEYS;
    const last = at + most * KEYS;
    for (let key = 0; key < KEYS; key++) {
      isSeen[at + key] = 1;
      if (!roll[frame * KEYS + key]) continue;
      for (let later = at + KEYS; later <= last; later += KEYS) below[later + key] = 1;
      at += KEYS;
    }
  }
  return { below, isSeen };
}
