import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { augmentDrawing } from './augmentDrawing.ts';
import { pointsOf, type Drawing } from './drawing.ts';
import { drawingBatch, type DrawingBatch } from './drawingBatch.ts';

export interface DrawingSourceOptions {
  /** that offsets are divided by */
  readonly scale: number;
  /** see `augmentDrawing` */
  readonly augmentation: number;
  /** steps in a batch, padding included */
  readonly batchTokens: number;
  /** of the Kullback-Leibler term at the end; 0 where there is no encoder */
  readonly klWeight: number;
  /** of the whole training */
  readonly epochs: number;
  readonly seed: number;
}

/** The share of the Kullback-Leibler term's weight in the first epoch (Ha and Eck 2017: η_min). */
const FIRST_SHARE = 0.01;
/** The rest of it shrinks by e so often in a training. */
const ANNEALING = 5;

/**
 * Drawings of like length, distorted anew in each epoch. Each batch is a function of seed, epoch and its number: the
 * weight of the Kullback-Leibler term, too, which sketch-rnn anneals from step to step, and this from epoch to epoch.
 */
export function drawingSource(
  drawings: readonly Drawing[],
  { scale, augmentation, batchTokens, klWeight, epochs, seed }: DrawingSourceOptions,
): BatchSource<DrawingBatch> {
  const rng = Rng.fromSeed(seed).fold('drawings');
  const hash = createHash('sha256').update(
    JSON.stringify({ scale, augmentation, batchTokens, klWeight, epochs }),
  );
  for (const { id, steps } of drawings) {
    hash.update(JSON.stringify(id));
    hash.update(new Uint8Array(steps.buffer, steps.byteOffset, steps.byteLength));
  }
  return plannedBatches({
    targetLengths: drawings.map((drawing) => pointsOf(drawing) + 1),
    maxTokens: batchTokens,
    seed,
    fingerprint: hash.digest('hex'),
    make: (rows, epoch) =>
      drawingBatch(
        Array.from(rows, (row) => {
          const { steps } = drawings[row] as Drawing;
          return { steps: augmentDrawing(steps, rng.fold(epoch, row), augmentation) };
        }),
        { scale, klWeight: klWeight * annealing(epoch / epochs) },
      ),
  });
}

/** The share of a weight that is reached when a share of the training is over. */
export function annealing(progress: number): number {
  return 1 - (1 - FIRST_SHARE) * Math.exp(-ANNEALING * progress);
}
