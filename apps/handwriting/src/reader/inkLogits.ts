import { InputError } from '@reprise/core';
import type { Stroke } from '../ink.ts';
import { pathLength } from '../strokes/geometry.ts';
import { penFrames, type PenView } from './inkBatch.ts';
import type { PenReader } from './penReader.ts';
import { BATCH_POINTS } from './readerScores.ts';
import { batchesBySize, logitsOf } from './scoreBatches.ts';

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
  const pointsOf = (strokes: readonly Stroke[]): number =>
    pathLength(strokes) / view.spacing + strokes.length;
  const longest = inks.reduce((most, strokes) => Math.max(most, pointsOf(strokes)), 0);
  if (longest > MOST_POINTS) {
    throw new InputError(
      `read: expected a line of at most ${MOST_POINTS * view.spacing} letters' heights of ink, got ${Math.ceil(longest * view.spacing)}. Cut it into words.`,
    );
  }
  const logits = Array.from<Float32Array>({ length: inks.length });
  batchesBySize(inks, pointsOf, BATCH_POINTS, (part) => {
    const frames = penFrames(
      part.map(({ example }) => example),
      view,
    );
    logitsOf(reader, frames).forEach((own, row) => {
      logits[part[row]?.place ?? 0] = own;
    });
  });
  return logits;
}
