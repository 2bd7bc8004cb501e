import { InputError } from '@reprise/core/errors';
import type { KeySignature } from 'abcjs';
import type { KeyChange } from '../../score.ts';
import type { AbcPitch } from './tree.ts';

const LETTERS = ['c', 'd', 'e', 'f', 'g', 'a', 'b'];
const SEMITONES = [0, 2, 4, 5, 7, 9, 11];
const MIDDLE_C = 60;

const SHIFTS: Readonly<Record<string, number>> = { dblflat: -2, flat: -1, natural: 0, sharp: 1, dblsharp: 2 };
/** Modes whose third is minor. */
const MINOR_MODES = ['m', 'Dor', 'Phr', 'Loc'];
/** Of K:HP, which the parser names only. */
const BAGPIPES = [
  { acc: 'sharp', note: 'f' },
  { acc: 'sharp', note: 'c' },
] as const;

/** Turns written pitches into sounding ones. */
export interface PitchReader {
  setKey(key: KeySignature): void;
  /** Forgets the accidentals of the bar. */
  endBar(): void;
  /** The MIDI number of a note that is so many semitones higher than it is written. */
  midi(written: AbcPitch, transpose: number): number;
}

/**
 * A reader for one voice: it keeps the key, and the accidentals of the bar, which hold for their octave.
 * @param place what messages call the voice; the reader throws InputError where a note has no MIDI number
 */
export function makePitchReader(place: string): PitchReader {
  const ofKey = new Map<number, number>();
  const ofBar = new Map<number, number>();
  const shiftOf = (accidental: string): number => {
    const shift = SHIFTS[accidental];
    if (shift !== undefined) return shift;
    throw new InputError(`${place}: expected whole semitones, got a ${accidental}: write the nearest note`);
  };
  return {
    setKey(key) {
      ofKey.clear();
      for (const { acc, note } of accidentalsOf(key))
        ofKey.set(LETTERS.indexOf(note.toLowerCase()), shiftOf(acc));
    },
    endBar() {
      ofBar.clear();
    },
    midi({ pitch: step, accidental }, transpose) {
      if (accidental !== undefined) ofBar.set(step, shiftOf(accidental));
      const degree = ((step % 7) + 7) % 7;
      const shift = ofBar.get(step) ?? ofKey.get(degree) ?? 0;
      const pitch = MIDDLE_C + 12 * Math.floor(step / 7) + (SEMITONES[degree] ?? 0) + shift + transpose;
      if (pitch >= 0 && pitch <= 127) return pitch;
      throw new InputError(`${place}: expected notes within MIDI's 0 to 127, got ${pitch}`);
    },
  };
}

/** A key as scores have it; undefined where there is none. A mode is the one of major and minor that has its third. */
export function keyOf(key: KeySignature): Omit<KeyChange, 'onset'> | undefined {
  if (key.root === 'none') return undefined;
  let fifths = 0;
  for (const { acc } of accidentalsOf(key)) fifths += acc === 'sharp' ? 1 : acc === 'flat' ? -1 : 0;
  return {
    fifths: Math.max(-7, Math.min(7, fifths)),
    mode: MINOR_MODES.includes(key.mode) ? 'minor' : 'major',
  };
}

function accidentalsOf({ root, accidentals = [] }: KeySignature): readonly { acc: string; note: string }[] {
  return root === 'HP' ? BAGPIPES : accidentals;
}
