import {
  argMax,
  expandDims,
  squeeze,
  stack,
  tensor1d,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { StackNoise } from '../nn/stack.ts';
import type { State } from '../nn/cell.ts';
import type { BoundDecoder } from './decoder.ts';
import type { PaddedIds } from '../paddedIds.ts';

/** What of a model the sampling needs. */
export interface Guesser {
  embed(ids: Tensor1D): Tensor2D;
  logits(outputs: Tensor2D): Tensor2D;
}

/**
 * Scheduled sampling (Bengio et al. 2015): the ids that the decoder reads, each with probability `samplingRate` its
 * own best guess at the step before instead of the target's. Which steps guess is drawn from the rng alone; no
 * gradient passes through a guess.
 * @returns [batch, time], int32
 */
export function sampleInputs(
  model: Guesser,
  decoder: BoundDecoder,
  target: PaddedIds,
  { rng, samplingRate, noise }: { rng: Rng; samplingRate: number; noise?: StackNoise | undefined },
): Tensor2D {
  const [batchSize, time] = target.shape;
  const coins = rng.words(batchSize * time);
  const read: Int32Array[] = [];
  let state: State = decoder.initialState(batchSize);
  let guesses: Int32Array | undefined;
  for (let at = 0; at < time; at++) {
    const ids = Int32Array.from({ length: batchSize }, (_, row) => {
      const place = row * time + at;
      const guess = guesses && (coins[place] as number) / 2 ** 32 < samplingRate ? guesses[row] : undefined;
      return guess ?? (target.ids[place] as number);
    });
    read.push(ids);
    const projected = decoder.project(expandDims(model.embed(tensor1d(ids, 'int32')), 1) as Tensor3D, noise);
    state = decoder.step(squeeze(projected, [1]), state, noise, at);
    guesses = argMax(model.logits(state[0] as Tensor2D), 1).dataSync() as Int32Array;
  }
  return stack(
    read.map((ids) => tensor1d(ids, 'int32')),
    1,
  ) as Tensor2D;
}
