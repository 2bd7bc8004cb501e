import { InputError } from '@reprise/core/errors';
import type { Note, Score } from '../score.ts';
import { sortChanges, sortNotes } from './noteOrder.ts';

/** A score on a grid, and what it took to lay it there. */
export interface Quantised {
  readonly score: Score;
  readonly stepsPerQuarter: number;
  /** notes that there were */
  readonly notes: number;
  /** how far onsets and ends of notes were moved, in quarter notes */
  readonly error: { readonly mean: number; readonly largest: number };
  /** notes of which the onset or the end was moved */
  readonly moved: number;
  /** notes that fell on the onset of an equal one in their part, and became one with it, as long as the longer one */
  readonly merged: number;
}

const MOST_STEPS = 960;
/** Quarter notes; less is the rounding of numbers. */
const TOLERANCE = 1e-6;

/**
 * Moves onsets and ends of notes to the nearest step of a grid, and with them meters, keys, chords and the upbeat. A
 * note takes at least one step.
 *
 * @throws InputError unless `stepsPerQuarter` is a whole number of 1 to 960
 */
export function quantise(score: Score, { stepsPerQuarter }: { readonly stepsPerQuarter: number }): Quantised {
  if (!(Number.isInteger(stepsPerQuarter) && stepsPerQuarter >= 1 && stepsPerQuarter <= MOST_STEPS)) {
    throw new InputError(
      `quantising: expected a whole number of 1 to ${MOST_STEPS} steps a quarter note, got ${stepsPerQuarter}`,
    );
  }
  const snap = (quarters: number) => Math.round(quarters * stepsPerQuarter) / stepsPerQuarter;
  const snapAll = <C extends { readonly onset: number }>(changes: readonly C[]): C[] =>
    sortChanges(changes.map((change) => ({ ...change, onset: snap(change.onset) })));
  let [notes, sum, largest, moved, merged] = [0, 0, 0, 0, 0];

  const snapNote = (note: Note): Note => {
    const onset = snap(note.onset);
    const end = Math.max(onset + 1 / stepsPerQuarter, snap(note.onset + note.duration));
    const shifts = [Math.abs(onset - note.onset), Math.abs(end - note.onset - note.duration)];
    const shift = Math.max(...shifts);
    sum += shifts.reduce((total, part) => total + part, 0);
    largest = Math.max(largest, shift);
    if (shift > TOLERANCE) moved++;
    notes++;
    return { ...note, onset, duration: end - onset };
  };
  const mergeEqual = (all: readonly Note[]): Note[] => {
    const longest = new Map<string, Note>();
    for (const note of all) {
      const place = `${note.onset} ${note.pitch}`;
      const other = longest.get(place);
      if (other !== undefined) merged++;
      if (other === undefined || other.duration < note.duration) longest.set(place, note);
    }
    return sortNotes(longest.values());
  };

  const parts = score.parts.map((part) => ({ ...part, notes: mergeEqual(part.notes.map(snapNote)) }));
  return {
    score: {
      ...score,
      parts,
      meters: snapAll(score.meters),
      keys: snapAll(score.keys),
      chords: snapAll(score.chords),
      upbeat: snap(score.upbeat),
    },
    stepsPerQuarter,
    notes,
    error: { mean: notes === 0 ? 0 : sum / (2 * notes), largest },
    moved,
    merged,
  };
}

/** What quantising did, in a sentence for people. */
export function describeQuantising({ stepsPerQuarter, notes, error, moved, merged }: Quantised): string {
  const grid = `a grid of ${stepsPerQuarter} ${stepsPerQuarter === 1 ? 'step' : 'steps'} a quarter note`;
  const sentence =
    moved === 0
      ? `all ${notes} notes lie on ${grid}`
      : `${moved} of ${notes} notes were moved to ${grid}, their onsets and ends by ` +
        `${error.mean.toFixed(3)} quarter notes on average over all and ${error.largest.toFixed(3)} at most`;
  return merged === 0 ? sentence : `${sentence}; ${merged} fell together with an equal note`;
}
