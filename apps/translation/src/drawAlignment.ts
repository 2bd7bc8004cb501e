import { InputError } from '@reprise/core/errors';
import { alignmentPicture } from './pictures/alignmentPicture.ts';
import { wordAlignment } from './pictures/wordAlignment.ts';
import { pictureFormat, writePicture } from './pictures/writePicture.ts';
import type { Translation } from './translator.ts';

/** Before any work is done. @throws InputError when there is not one text, or the file is no .svg or .png */
export function checkAlignmentFile(path: string, texts: readonly string[]): void {
  pictureFormat(path);
  if (texts.length !== 1) throw new InputError(`--alignment: expected one text, got ${texts.length}.`);
}

/** Draws which words of the source each word of the translation came from. */
export async function drawAlignment(path: string, { alignment }: Translation): Promise<void> {
  if (!alignment)
    throw new InputError(
      '--alignment: there is nothing to draw: the text is empty, or the model has no attention.',
    );
  await writePicture(
    path,
    await alignmentPicture(wordAlignment(alignment.source, alignment.target, alignment.weights)),
  );
}
