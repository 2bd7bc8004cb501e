import { REST } from '../score.ts';
import type { MelodyNote } from './melody.ts';

export interface MovedNotes {
  readonly notes: MelodyNote[];
  /** notes in the old place */
  back(notes: readonly MelodyNote[]): MelodyNote[];
}

const OCTAVES = [0, -1, 1, -2, 2, -3, 3];
const HIGHEST = 127;

/**
 * Moves notes by as few octaves as bring the most of them within a range: a tune may come as a bass has it. The range
 * stays within MIDI when it is moved back.
 * @param range lowest and highest MIDI number
 */
export function moveByOctaves(
  notes: readonly MelodyNote[],
  [low, high]: readonly [number, number],
): MovedNotes {
  const outside = (semitones: number): number =>
    notes.filter(({ pitch }) => pitch !== REST && (pitch + semitones < low || pitch + semitones > high))
      .length;
  const semitones = OCTAVES.map((octaves) => 12 * octaves)
    .filter((shift) => low - shift >= 0 && high - shift <= HIGHEST)
    .reduce((best, shift) => (outside(shift) < outside(best) ? shift : best), 0);
  return { notes: move(notes, semitones), back: (moved) => move(moved, -semitones) };
}

function move(notes: readonly MelodyNote[], semitones: number): MelodyNote[] {
  return notes.map(({ pitch, duration }) => ({ pitch: pitch === REST ? REST : pitch + semitones, duration }));
}
