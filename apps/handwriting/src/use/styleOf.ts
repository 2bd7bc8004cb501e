import { InputError } from '@reprise/core/errors';
import { Rng } from '@reprise/engine';
import { composeInk } from '../compose/composeInk.ts';
import { checkInk } from '../checkInk.ts';
import type { Ink } from '../ink.ts';
import { normalise } from '../strokes/normalise.ts';
import { pathOf } from '../writer/penPath.ts';
import type { Prime } from '../writer/writeLines.ts';

/** More would have to be read again for each word that is written. */
const MOST_CHARACTERS = 40;

/**
 * Ink as the beginning behind which a writer goes on.
 * @param text what it says, where the ink does not know it itself
 * @param spacing of the model
 * @throws InputError of ink without points, where nobody says what it says, and for more than 40 characters
 */
export function styleOf(ink: Ink, text: string | undefined, spacing: number): Prime {
  checkInk(ink, `--style: ink ${JSON.stringify(ink.id)}`);
  const said = text ?? ink.text;
  if (said === undefined || said.trim() === '') {
    throw new InputError(
      `--style: expected to know what ${JSON.stringify(ink.id)} says; give it with --style-text.`,
    );
  }
  if (Array.from(said).length > MOST_CHARACTERS) {
    throw new InputError(
      `--style: expected a few words, at most ${MOST_CHARACTERS} characters, got ${Array.from(said).length}.`,
    );
  }
  const { strokes } = composeInk([{ strokes: normalise(ink.strokes), text: said }], Rng.fromSeed(0));
  return { text: said, path: pathOf(strokes, spacing) };
}
