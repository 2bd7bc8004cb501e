import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { transposeFrames } from '../data/transposition.ts';
import { frameBatch, type FrameBatch } from './frameBatch.ts';
import type { Frames } from './keys.ts';

export interface FrameSourceOptions {
  /** frames in a batch, padding included */
  readonly batchTokens: number;
  /** semitones that a piece is moved by at most */
  readonly transposition: number;
  readonly seed: number;
}

/** Whole pieces of like length, each moved by some semitones. Each batch is a function of seed, epoch and its number. */
export function frameSource(
  pieces: readonly Frames[],
  { batchTokens, transposition, seed }: FrameSourceOptions,
): BatchSource<FrameBatch> {
  const rng = Rng.fromSeed(seed).fold('frames');
  const hash = createHash('sha256').update(JSON.stringify({ batchTokens, transposition, pieces }));
  return plannedBatches({
    targetLengths: pieces.map((frames) => frames.length),
    maxTokens: batchTokens,
    seed,
    pool: 4,
    fingerprint: hash.digest('hex'),
    make: (rows, epoch) =>
      frameBatch(
        Array.from(rows, (row) => {
          const share = rng.fold('shift', epoch, row).float();
          const semitones = Math.floor(share * (2 * transposition + 1)) - transposition;
          return transposeFrames(pieces[row] as Frames, semitones);
        }),
      ),
  });
}
