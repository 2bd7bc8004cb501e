import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import { fingerprintOf } from '../data/fingerprint.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { Stroke } from '../ink.ts';
import { transform } from '../strokes/geometry.ts';
import { countPoints } from '../strokes/resample.ts';
import type { Alphabet } from './alphabet.ts';
import { inkBatch, type InkBatch, type PenView } from './inkBatch.ts';
import { linesToRead, type LinesToReadOptions } from './linesToRead.ts';

export interface InkSourceOptions extends LinesToReadOptions, PenView {
  readonly alphabet: Alphabet;
  /** points in a batch, padding included */
  readonly batchTokens: number;
}

/** Points of a mark, about. */
const MARK_POINTS = 5;

/**
 * Inks, and lines composed of them, of like length, distorted anew in each epoch. Each batch is a function of seed,
 * epoch and its number.
 */
export function inkSource(inks: readonly LabelledInk[], options: InkSourceOptions): BatchSource<InkBatch> {
  const {
    alphabet,
    spacing,
    bidirectional,
    upright,
    inPlace,
    curves,
    augmentation,
    composed,
    batchTokens,
    seed,
  } = options;
  const lines = linesToRead(inks, options);
  return plannedBatches({
    targetLengths: lines.measure((strokes) => countPoints(strokes, spacing), MARK_POINTS),
    maxTokens: batchTokens,
    seed,
    fingerprint: fingerprintOf(inks, {
      ...{ spacing, bidirectional, upright, inPlace, curves },
      ...{ augmentation, composed, batchTokens },
    }),
    make(rows, epoch) {
      const written = Array.from(rows, (row) => lines.line(row, epoch));
      return inkBatch(
        written.map(({ strokes }, index) =>
          bidirectional ? strokes : misplaced(strokes, lines.rng(rows[index] as number, epoch)),
        ),
        written.map(({ text }) => alphabet.encode(text)),
        options,
      );
    },
  });
}

/** Who reads while one writes does not know yet where the middle of the line will be: it is somewhere else each time. */
function misplaced(strokes: readonly Stroke[], rng: Rng): Stroke[] {
  const [move] = rng.fold('middle').normalValues(1) as unknown as [number];
  return transform(strokes, [1, 0, 0, 1, 0, 0.1 * Math.max(-2, Math.min(2, move))]);
}
