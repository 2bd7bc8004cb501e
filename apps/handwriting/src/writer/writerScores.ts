import { batchesBySize, meanLoss } from '@reprise/app';
import { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import { writerBatch, type WriterBatch, type WrittenLine } from './writerBatch.ts';
import type { WriterModel } from './writerModel.ts';
import { writtenSteps } from './writerSource.ts';
import type { WriterText } from './writerText.ts';

/** What is measured of a writer during its training. */
export type WriterScores = {
  /** nats a step */
  readonly loss: number;
};

/** Steps of a batch. */
const BATCH_STEPS = 15_000;

/** Measures a writer on inks, as they are; the batches are made once. */
export function writerScores(
  inks: readonly LabelledInk[],
  text: WriterText,
  spacing: number,
): (model: WriterModel) => WriterScores {
  const batches = scoreBatches(inks, text, spacing);
  return (model) => ({ loss: meanLoss(model, batches) });
}

/** Inks in batches of like length, undistorted. */
export function scoreBatches(inks: readonly LabelledInk[], text: WriterText, spacing: number): WriterBatch[] {
  const rng = Rng.fromSeed(0).fold('scores');
  const lines = inks.map((ink, place): WrittenLine => ({
    tokens: text.encode(ink.text),
    steps: writtenSteps([place], inks, rng.fold(place), { spacing, augmentation: 0 }).steps,
  }));
  return batchesBySize(
    lines,
    ({ steps }) => steps.offsets.length / 3 + 1,
    BATCH_STEPS,
    (part) => writerBatch(part.map(({ example }) => example)),
  );
}
