import { batchesBySize } from '@reprise/app';
import { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import { renderLine } from '../image/renderLine.ts';
import type { LineImage } from '../image/lineImage.ts';
import type { Alphabet } from '../reader/alphabet.ts';
import { logitsOfAll, scoreBatches, type ReaderScores } from '../reader/scoreBatches.ts';
import { imageBatch, imageFrames, type ImageBatch } from './imageBatch.ts';
import type { ImageNetwork } from './imageNetwork.ts';

/** Columns of a batch. */
const BATCH_COLUMNS = 12_000;

/** Pictures of inks as they are measured: each with a pen and a paper of its own, always the same. */
export function picturesOf(
  inks: readonly Pick<LabelledInk, 'strokes' | 'id'>[],
  height: number,
): LineImage[] {
  const rng = Rng.fromSeed(0).fold('pictures');
  return inks.map(({ strokes, id }) => renderLine(strokes, rng.fold(id), { height }));
}

/** Measures a reader on pictures of inks; the batches are made once. */
export function imageScores(
  inks: readonly LabelledInk[],
  alphabet: Alphabet,
  height: number,
): (reader: ImageNetwork) => ReaderScores {
  const images = picturesOf(inks, height);
  const examples = inks.map(({ text }, place) => ({ text, image: images[place] as LineImage }));
  const batches = batchesBySize(
    examples,
    ({ image }) => image.width,
    BATCH_COLUMNS,
    (part) => {
      const texts = part.map(({ example }) => example.text);
      const labels = texts.map((text) => alphabet.encode(text));
      return {
        batch: imageBatch(
          part.map(({ example }) => example.image),
          labels,
        ),
        texts,
      };
    },
  );
  return (reader) => scoreBatches<ImageBatch>(reader, batches, alphabet);
}

/** What a reader sees in each picture: [time, classes]. */
export function imageLogits(reader: ImageNetwork, images: readonly LineImage[]): Float32Array[] {
  return logitsOfAll(reader, images, {
    sizeOf: ({ width }) => width,
    limit: BATCH_COLUMNS,
    batch: imageFrames,
  });
}
