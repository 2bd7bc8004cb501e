/** Names of an octave's tones, with the accidentals that are usual in common keys. */
const NAMES = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

export const PITCH_CLASSES = NAMES.length;

const LETTERS: ReadonlyMap<string, number> = new Map([
  ['C', 0],
  ['D', 2],
  ['E', 4],
  ['F', 5],
  ['G', 7],
  ['A', 9],
  ['B', 11],
]);

/** Semitones that an accidental adds; none is the empty text. */
const ACCIDENTALS: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['#', 1],
  ['♯', 1],
  ['##', 2],
  ['x', 2],
  ['b', -1],
  ['♭', -1],
  ['bb', -2],
]);

/** A letter, and its accidental. */
export const TONE_PATTERN = '([A-G])(##|bb|[#♯x]|[b♭])?';

const TONE = new RegExp(`^${TONE_PATTERN}$`, 'u');

/** @param pitch MIDI number, or any number of semitones above a C. @returns 0 (C) to 11 */
export function pitchClassOf(pitch: number): number {
  return ((pitch % PITCH_CLASSES) + PITCH_CLASSES) % PITCH_CLASSES;
}

/** As `F#` or `Bb`. */
export function pitchClassName(pitchClass: number): string {
  return NAMES[pitchClassOf(pitchClass)] as string;
}

/** In scientific notation: 60 is `C4`, middle C. */
export function pitchName(pitch: number): string {
  return `${pitchClassName(pitch)}${Math.floor(pitch / PITCH_CLASSES) - 1}`;
}

/** The pitch class of a name, as `Eb`; undefined of what is no name. */
export function pitchClassNamed(name: string): number | undefined {
  const [, letter, accidental = ''] = TONE.exec(name) ?? [];
  const natural = letter === undefined ? undefined : LETTERS.get(letter);
  if (natural === undefined) return undefined;
  return pitchClassOf(natural + (ACCIDENTALS.get(accidental) as number));
}
