import type { LineImage } from '../image/lineImage.ts';
import type { LoadedImageReader } from '../modelFolder.ts';
import { decoderOf, readingOfLines, type InkReading, type ReadOptions } from '../reader/read.ts';
import { imageLogits } from './imageScores.ts';

/**
 * Reads pictures of lines, as `readLineImage` gives them, of the height that the model has learned.
 * @throws InputError for characters that the model cannot say
 */
export function readImages(
  model: LoadedImageReader,
  images: readonly LineImage[],
  options: ReadOptions = {},
): InkReading[] {
  const decode = decoderOf(model, options);
  return imageLogits(model.network, images).map((logits, index) =>
    readingOfLines(`picture ${index + 1}`, [decode(logits)]),
  );
}
