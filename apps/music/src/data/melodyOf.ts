import { InputError } from '@reprise/core/errors';
import type { Melody, MelodyNote } from '../melody/melody.ts';
import { REST, type Note, type Part, type Score } from '../score.ts';

/** Gaps and overlaps of played notes that are none on paper: a 64th note. */
const TOLERANCE = 1 / 16;

/**
 * The tune of a score: the highest notes of its first part that is no percussion, one after the other. A note lasts until
 * it ends or a later one begins; of notes that begin together the highest is taken. Gaps are rests; where the tune begins
 * late, it begins with one.
 *
 * @throws InputError of a score without notes
 */
export function melodyOf(score: Score, id: string, name: string): Melody {
  const part = score.parts.find(({ notes, isDrums }) => isDrums !== true && notes.length > 0);
  if (part === undefined) throw new InputError(`${name}: expected notes of a tune, got none`);
  const notes: MelodyNote[] = [];
  let end = 0;
  const line = topLine(part);
  line.forEach(({ pitch, onset, duration }, index) => {
    const next = line[index + 1]?.onset ?? Infinity;
    if (onset - end > TOLERANCE) notes.push({ pitch: REST, duration: onset - end });
    const isJoined = Math.abs(next - (onset + duration)) <= TOLERANCE;
    const stop = isJoined ? next : Math.min(onset + duration, next);
    const start = onset - end > TOLERANCE ? onset : end;
    if (stop > start) notes.push({ pitch, duration: stop - start });
    end = Math.max(end, stop);
  });
  return { id, notes, ...(score.chords.length > 0 ? { chords: score.chords } : {}) };
}

/** By onset, the highest of those that begin together. */
function topLine({ notes }: Part): Note[] {
  const line: Note[] = [];
  for (const note of notes.toSorted((one, other) => one.onset - other.onset || one.pitch - other.pitch)) {
    const last = line.at(-1);
    if (last !== undefined && note.onset - last.onset < TOLERANCE) line[line.length - 1] = note;
    else line.push(note);
  }
  return line;
}
