import type { LineImage } from '../image/lineImage.ts';
import type { LoadedImageReader } from '../modelFolder.ts';
import { makeAlphabet } from '../reader/alphabet.ts';
import { labelDecoder } from '../reader/decodeLabels.ts';
import { checkCharacters, type InkReading, type ReadOptions } from '../reader/read.ts';
import { imageLogits } from './imageScores.ts';

/**
 * Reads pictures of lines, as `readLineImage` gives them, of the height that the model has learned.
 * @throws InputError for characters that the model cannot say
 */
export function readImages(
  model: LoadedImageReader,
  images: readonly LineImage[],
  { language = true, beamSize, nBest, oneOf }: ReadOptions = {},
): InkReading[] {
  const { characters } = model.architecture;
  checkCharacters(oneOf, characters);
  const decode = labelDecoder(makeAlphabet(characters), {
    language: language ? model.language : undefined,
    beamSize,
    nBest,
    oneOf,
  });
  return imageLogits(model.network, images).map((logits, index) => {
    const line = decode(logits);
    const [best] = line;
    return {
      id: `picture ${index + 1}`,
      text: best?.text ?? '',
      confidence: best?.confidence ?? 0,
      lines: [line],
    };
  });
}
