import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { fingerprintOf } from '../data/fingerprint.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import { renderLine } from '../image/renderLine.ts';
import type { Stroke } from '../ink.ts';
import type { Alphabet } from '../reader/alphabet.ts';
import { linesToRead, type LinesToReadOptions } from '../reader/linesToRead.ts';
import { boundsOf } from '../strokes/geometry.ts';
import { imageBatch, type ImageBatch } from './imageBatch.ts';

export interface ImageSourceOptions extends LinesToReadOptions {
  readonly alphabet: Alphabet;
  /** pixels */
  readonly imageHeight: number;
  /** columns in a batch, padding included */
  readonly batchTokens: number;
}

/**
 * Pictures of inks, and of lines composed of them, of like width, each with another pen on another paper in each epoch.
 * Each batch is a function of seed, epoch and its number.
 */
export function imageSource(
  inks: readonly LabelledInk[],
  options: ImageSourceOptions,
): BatchSource<ImageBatch> {
  const { alphabet, imageHeight, augmentation, composed, batchTokens, seed } = options;
  const lines = linesToRead(inks, options);
  return plannedBatches({
    targetLengths: lines.measure((strokes) => columnsOf(strokes, imageHeight), imageHeight / 2),
    maxTokens: batchTokens,
    seed,
    fingerprint: fingerprintOf(inks, { imageHeight, augmentation, composed, batchTokens }),
    make(rows, epoch) {
      const written = Array.from(rows, (row) => {
        const { strokes, text } = lines.line(row, epoch);
        const image = renderLine(strokes, lines.rng(row, epoch).fold('picture'), {
          height: imageHeight,
          strength: Math.min(1, augmentation),
        });
        return { image, labels: alphabet.encode(text) };
      });
      return imageBatch(
        written.map(({ image }) => image),
        written.map(({ labels }) => labels),
      );
    },
  });
}

/** About how wide a picture of strokes becomes. */
function columnsOf(strokes: readonly Stroke[], imageHeight: number): number {
  const { left, right, top, bottom } = boundsOf(strokes);
  return Math.ceil(imageHeight * Math.min(64, (right - left) / Math.max(bottom - top, 1e-9) + 0.3));
}
