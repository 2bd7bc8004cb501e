/** A note. Times are in quarter notes from the beginning of the piece. */
export interface Note {
  /** MIDI number, 0 to 127; 60 is middle C */
  readonly pitch: number;
  readonly onset: number;
  readonly duration: number;
  /** above 0, at most 1; how hard it is struck */
  readonly velocity?: number | undefined;
}

/** One staff, instrument or voice. */
export interface Part {
  readonly name?: string | undefined;
  /** General MIDI program, 0 to 127 */
  readonly program?: number | undefined;
  /** percussion: its pitches are instruments */
  readonly isDrums?: boolean | undefined;
  /** by onset, then by pitch */
  readonly notes: readonly Note[];
}

export interface TempoChange {
  readonly onset: number;
  /** quarter notes a minute */
  readonly tempo: number;
}

/** Bars of so many beats, each an n-th of a whole note: 6/8 is 6 beats of unit 8. */
export interface Meter {
  readonly beats: number;
  readonly unit: number;
}

export interface MeterChange extends Meter {
  readonly onset: number;
}

export interface KeyChange {
  readonly onset: number;
  /** sharps of the signature, flats negative: -7 to 7 */
  readonly fifths: number;
  readonly mode: 'major' | 'minor';
}

/** A chord that sounds from its onset to the next one's. */
export interface ChordChange {
  readonly onset: number;
  /** what it is made of */
  readonly chord: Chord;
}

/** `none` is no chord: silence, or nothing that has a name. */
export type ChordQuality = 'major' | 'minor' | 'diminished' | 'augmented' | 'dominant' | 'none';

export interface Chord {
  /** pitch class, 0 (C) to 11 */
  readonly root: number;
  readonly quality: ChordQuality;
}

/** A piece of music as notes in time, as files hold it. Changes are by onset. */
export interface Score {
  readonly title?: string | undefined;
  readonly parts: readonly Part[];
  readonly tempos: readonly TempoChange[];
  readonly meters: readonly MeterChange[];
  readonly keys: readonly KeyChange[];
  readonly chords: readonly ChordChange[];
  /** quarter notes before the first bar line; 0 where the piece begins with a whole bar */
  readonly upbeat: number;
}

/** No note. */
export const REST = -1;

/** The grid that voices are laid on: sixteenth notes. */
export const STEPS_PER_QUARTER = 4;

export const VOICES = ['soprano', 'alto', 'tenor', 'bass'] as const;
export type Voice = (typeof VOICES)[number];

/** Four voices on a grid of sixteenths. A pitch that stays equal is held: what is struck again looks alike. */
export interface VoiceGrid {
  readonly id: string;
  /** in the order of {@link VOICES}: MIDI pitch or REST of each step; all of one length */
  readonly voices: readonly Int16Array[];
  readonly meter: Meter;
  /** steps before the first bar line */
  readonly upbeat: number;
}

/** Quarter notes of a bar. */
export function barQuarters({ beats, unit }: Meter): number {
  return (beats * 4) / unit;
}

/** Steps of a grid. */
export function stepsOf({ voices }: Pick<VoiceGrid, 'voices'>): number {
  return voices[0]?.length ?? 0;
}
