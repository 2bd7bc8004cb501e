import { InputError } from '@reprise/core/errors';
import type { Chord } from '../score.ts';
import { parseChord } from '../theory/chordNames.ts';

/** The chord of a text in a file; undefined where it is no chord symbol but some remark, such as "Fine". */
export function readChordName(text: string): Chord | undefined {
  try {
    return parseChord(text);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
