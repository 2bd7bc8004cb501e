import type { LabelledInk } from '../data/labelledInk.ts';
import { pathLength } from '../strokes/geometry.ts';
import type { Alphabet } from './alphabet.ts';
import { inkBatch, type InkBatch, type PenView } from './inkBatch.ts';
import type { PenReader } from './penReader.ts';
import { batchesBySize, scoreBatches, type ReaderScores } from './scoreBatches.ts';

/** Points of a batch. */
export const BATCH_POINTS = 20_000;

/** Measures a reader on inks; the batches are made once. */
export function readerScores(
  inks: readonly LabelledInk[],
  alphabet: Alphabet,
  view: PenView,
): (reader: PenReader) => ReaderScores {
  const batches = batchesBySize(
    inks,
    ({ strokes }) => pathLength(strokes) / view.spacing + strokes.length,
    BATCH_POINTS,
    (part) => {
      const texts = part.map(({ example }) => example.text);
      const strokes = part.map(({ example }) => example.strokes);
      const labels = texts.map((text) => alphabet.encode(text));
      return { batch: inkBatch(strokes, labels, view), texts };
    },
  );
  return (reader) => scoreBatches<InkBatch>(reader, batches, alphabet);
}
