import { extname } from 'node:path';
import { writeWhole } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';
import { writeScoreFile, writtenFormat } from '../files/scoreFile.ts';
import type { Made } from './made.ts';

/** Where music goes. */
export interface MusicFiles {
  readonly out: string;
  readonly picture?: string | undefined;
  readonly sound?: string | undefined;
  readonly soundFont?: string | undefined;
  /** quarters a minute (default that of the music, or 80) */
  readonly tempo?: number | undefined;
}

/** Slow enough for four voices. */
const TEMPO = 80;

/** Says at once what could not be written later. @throws InputError for other extensions */
export async function checkMusicFiles({ out, picture, sound, tempo }: MusicFiles): Promise<void> {
  writtenFormat(out);
  if (picture !== undefined) (await import('@reprise/app/pictures')).pictureFormat(picture);
  if (sound !== undefined && extname(sound).toLowerCase() !== '.wav')
    throw new InputError(`--sound: expected a file ending in .wav, got '${sound}'.`);
  if (tempo !== undefined && !(tempo >= 10 && tempo <= 400))
    throw new InputError(`--tempo: expected quarters a minute from 10 to 400, got ${tempo}.`);
}

/** Writes music as MIDI, and where asked for as a picture and as sound; each file whole or not at all. */
export async function writeMusic(
  { score: made, isGiven }: Made,
  { out, picture, sound, soundFont, tempo, tell }: MusicFiles & { readonly tell: (line: string) => void },
): Promise<void> {
  const tempos =
    tempo === undefined && made.tempos.length > 0 ? made.tempos : [{ onset: 0, tempo: tempo ?? TEMPO }];
  const score = { ...made, tempos };
  await writeScoreFile(out, score);
  tell(`written to ${out}`);
  if (picture !== undefined) {
    const { writePicture } = await import('@reprise/app/pictures');
    const { pianoRoll } = await import('../render/pianoRoll.ts');
    await writePicture(picture, await pianoRoll(score, { isGiven }));
    tell(`drawn in ${picture}`);
  }
  if (sound !== undefined) {
    const { renderWav } = await import('../render/renderWav.ts');
    await writeWhole(sound, await renderWav(score, { soundFont, onSynthesizer: tell }));
    tell(`to be heard in ${sound}`);
  }
}
