import { padIds, type Batch, type PaddedIds } from '@reprise/core';
import type { LineImage } from '../image/lineImage.ts';

/** Pictures of lines as a reader takes them. */
export interface ImageFrames {
  /** [batch, height, width], 0 for paper to 1 for ink; paper behind the end */
  readonly pixels: Float32Array;
  readonly shape: readonly [batch: number, height: number, width: number];
  /** pixels that each is wide */
  readonly widths: Int32Array;
}

export interface ImageBatch extends Batch, ImageFrames {
  readonly labels: PaddedIds;
}

/** @param images all of one height */
export function imageFrames(images: readonly LineImage[]): ImageFrames {
  const height = images[0]?.height ?? 1;
  const widths = Int32Array.from(images, ({ width }) => width);
  const width = widths.reduce((most, own) => Math.max(most, own), 1);
  const pixels = new Float32Array(images.length * height * width);
  images.forEach((image, index) => {
    for (let row = 0; row < height; row++) {
      const to = (index * height + row) * width;
      for (let column = 0; column < image.width; column++)
        pixels[to + column] = (image.pixels[row * image.width + column] as number) / 255;
    }
  });
  return { pixels, shape: [images.length, height, width], widths };
}

/** @param labels of each picture */
export function imageBatch(images: readonly LineImage[], labels: readonly Int32Array[]): ImageBatch {
  const padded = padIds(labels, 0);
  const tokens = padded.lengths.reduce((sum, length) => sum + length, 0);
  return { ...imageFrames(images), labels: padded, tokens };
}
