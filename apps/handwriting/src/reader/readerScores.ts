import { batchesBySize } from '@reprise/app';
import type { LabelledInk } from '../data/labelledInk.ts';
import { countPoints } from '../strokes/resample.ts';
import type { Alphabet } from './alphabet.ts';
import { inkBatch, type InkBatch, type PenView } from './inkBatch.ts';
import type { PenReader } from './penReader.ts';
import { scoreBatches, type ReaderScores } from './scoreBatches.ts';

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
    ({ strokes }) => countPoints(strokes, view.spacing),
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
