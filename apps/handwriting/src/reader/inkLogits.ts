import { InputError } from '@reprise/core';
import type { Stroke } from '../ink.ts';
import { countPoints } from '../strokes/resample.ts';
import { penFrames, type PenView } from './inkBatch.ts';
import type { PenReader } from './penReader.ts';
import { BATCH_POINTS } from './readerScores.ts';
import { logitsOfAll } from './scoreBatches.ts';

/** Points of one piece of ink at most: several times a line. */
const MOST_POINTS = 20_000;

/**
 * What a reader sees in each of some inks.
 * @param inks normalised strokes, @param view of the model's settings
 * @returns [time, classes] for each
 * @throws InputError for ink that is too long to be a line
 */
export function inkLogits(
  reader: PenReader,
  inks: readonly (readonly Stroke[])[],
  view: PenView,
): Float32Array[] {
  const sizeOf = (strokes: readonly Stroke[]): number => countPoints(strokes, view.spacing);
  const longest = inks.reduce((most, strokes) => Math.max(most, sizeOf(strokes)), 0);
  if (longest > MOST_POINTS) {
    throw new InputError(
      `read: expected a line of at most ${MOST_POINTS * view.spacing} letters' heights of ink, got ${Math.ceil(longest * view.spacing)}. Cut it into words.`,
    );
  }
  return logitsOfAll(reader, inks, { sizeOf, limit: BATCH_POINTS, batch: (part) => penFrames(part, view) });
}
