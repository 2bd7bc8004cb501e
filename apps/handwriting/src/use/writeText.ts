import { readFile } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';
import { pictureFormat, writePicture } from '@reprise/app/pictures';
import { readInkFile } from '../files/inkFile.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import { write, type WrittenText } from '../writer/write.ts';
import { applyHand } from '../writer/adapt.ts';
import { readHand } from '../writer/handFile.ts';
import { styleOf } from './styleOf.ts';
import { pictureOfWord } from './pictureOfWord.ts';

export interface WritingFlags {
  readonly bias: number;
  readonly temperature?: number | undefined;
  readonly seed: number;
  readonly style?: string | undefined;
  readonly styleText?: string | undefined;
  readonly hand?: string | undefined;
  readonly lineWidth?: number | undefined;
  readonly attention?: string | undefined;
  readonly density?: string | undefined;
}

/**
 * Reads all that a writing takes, so that what is wrong with it is said before a model is loaded.
 * @param text or `-` for what comes on stdin
 * @returns how to write it
 */
export async function prepareWriting(
  text: string,
  flags: WritingFlags,
): Promise<(model: LoadedWriter) => Promise<WrittenText>> {
  const asked = text === '-' ? await readFile('/dev/stdin', 'utf8') : text;
  if (asked.trim() === '') throw new InputError('write: expected a text, got none.');
  if (flags.style !== undefined && flags.hand !== undefined)
    throw new InputError('write: expected --style or --hand, got both.');
  for (const path of [flags.attention, flags.density]) if (path !== undefined) pictureFormat(path);
  const [ink] = flags.style === undefined ? [] : await readInkFile(flags.style);
  const hand = flags.hand === undefined ? undefined : await readHand(flags.hand);
  return async (model) => {
    const { bias, temperature, seed, lineWidth } = flags;
    if (hand) applyHand(model, hand);
    const style = ink ? styleOf(ink, flags.styleText, model.settings.spacing) : hand?.style;
    const written = await write(model, asked, { bias, temperature, seed, lineWidth, style });
    for (const kind of ['attention', 'density'] as const) {
      const path = flags[kind];
      if (path !== undefined)
        await writePicture(path, await pictureOfWord(kind, model, asked, { bias, temperature, seed, style }));
    }
    return written;
  };
}
