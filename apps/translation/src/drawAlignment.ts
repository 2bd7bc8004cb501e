import { pictureFormat, writePicture } from '@reprise/app/pictures';
import { InputError } from '@reprise/core/errors';
import type { Translation } from './translator.ts';

/** Before any work is done. @throws InputError when there is not one text, or the file is no .svg or .png */
export function checkAlignmentFile(path: string, texts: readonly string[]): void {
  pictureFormat(path);
  if (texts.length !== 1) throw new InputError(`--alignment: expected one text, got ${texts.length}.`);
}

/**
 * Draws which words of the source each word of the translation came from.
 * @throws InputError when the translation has no alignment, or the file cannot be written
 */
export async function drawAlignment(path: string, { alignment }: Translation): Promise<void> {
  if (!alignment) {
    throw new InputError(
      '--alignment: there is nothing to draw: the text is empty, or the model has no attention.',
    );
  }
  // Only here, so that a usage error need not wait for them.
  const { alignmentPicture } = await import('./pictures/alignmentPicture.ts');
  const { wordAlignment } = await import('./pictures/wordAlignment.ts');
  const words = wordAlignment(alignment.source, alignment.target, alignment.weights);
  await writePicture(path, await alignmentPicture(words));
}
