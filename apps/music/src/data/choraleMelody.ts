import type { Melody, MelodyNote } from '../melody/melody.ts';
import { STEPS_PER_QUARTER, type VoiceGrid } from '../score.ts';
import { chordsOf } from '../theory/chords.ts';

/** Alto, tenor and bass. */
export const LOWER_VOICES: readonly number[] = [1, 2, 3];

/**
 * The soprano of a chorale as a tune, with the chords of the voices below it, one a beat. A grid does not tell a note
 * that is struck again from one that is held: notes of equal pitch in a row are one.
 */
export function choraleMelody(grid: VoiceGrid): Melody {
  const [soprano = new Int16Array()] = grid.voices;
  const notes: MelodyNote[] = [];
  for (let start = 0, end = 0; start < soprano.length; start = end) {
    while (end < soprano.length && soprano[end] === soprano[start]) end++;
    notes.push({ pitch: soprano[start] as number, duration: (end - start) / STEPS_PER_QUARTER });
  }
  return { id: grid.id, notes, chords: chordsOf(grid, { voices: LOWER_VOICES }) };
}
