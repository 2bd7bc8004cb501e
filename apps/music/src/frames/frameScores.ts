import { scope } from '@reprise/engine';
import { frameBatch, type FrameBatch } from './frameBatch.ts';
import type { Frames } from './keys.ts';
import type { FrameModel } from './frameModel.ts';

export type FrameScores = {
  /** mean nats of a frame over all but the first frames of the pieces */
  readonly loss: number;
  /** mean nats of the first frames */
  readonly first: number;
};

const BATCH_SIZE = 32;

/**
 * Measures a network on pieces as the literature does: the mean over all frames from the second on, silence included, of
 * the nats of all 88 keys. (Means of pieces' means are another measure.)
 */
export function frameScores(pieces: readonly Frames[]): (model: FrameModel) => FrameScores {
  const sorted = [...pieces].sort((a, b) => a.length - b.length);
  const batches: FrameBatch[] = [];
  for (let begin = 0; begin < sorted.length; begin += BATCH_SIZE)
    batches.push(frameBatch(sorted.slice(begin, begin + BATCH_SIZE)));
  return (model) => {
    let [rest, first, frames] = [0, 0, 0];
    for (const batch of batches) {
      const nats = scope(() => model.nll(batch).dataSync());
      for (let row = 0; row < batch.size; row++) {
        const [from, length] = [row * batch.time, batch.lengths[row] as number];
        first += nats[from] as number;
        for (let at = 1; at < length; at++) rest += nats[from + at] as number;
        frames += length - 1;
      }
    }
    return { loss: rest / frames, first: first / pieces.length };
  };
}
