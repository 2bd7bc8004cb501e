import { InputError } from '@reprise/core/errors';
import { LOWER_VOICES } from '../data/choraleMelody.ts';
import { melodyOf as notesInRow } from '../data/melodyOf.ts';
import { melodyOf } from '../files/melodyOf.ts';
import { describeQuantising, quantise } from '../files/quantise.ts';
import { voicesOf } from '../files/voicesOf.ts';
import type { ChordChange, Meter, Part, Score } from '../score.ts';
import { chordsOf } from '../theory/chords.ts';
import type { MelodyNote } from './melody.ts';

/** The melody of a score, as the beginning of a tune. */
export interface Tune {
  readonly part: Part;
  /** from the beginning of the score on, rests among them */
  readonly notes: readonly MelodyNote[];
  /** quarters until its last note ends */
  readonly end: number;
  /** empty where none are known */
  readonly chords: readonly ChordChange[];
  readonly meter: Meter;
  /** quarters before the first bar line */
  readonly upbeat: number;
  /** what was done to it, in lines for a person */
  readonly remarks: readonly string[];
}

/** Sixteenths and triplets of eighths and sixteenths are whole steps. */
const STEPS_PER_QUARTER = 12;

/**
 * The melody of a score on a grid. Its chords are the score's own, or where it has none those of the voices below it.
 * @throws InputError of a score without notes
 */
export function tuneOf(score: Score): Tune {
  const onGrid = quantise(score, { stepsPerQuarter: STEPS_PER_QUARTER });
  const part = melodyOf(onGrid.score);
  const name = score.title ?? 'the score';
  const { notes } = notesInRow({ ...onGrid.score, parts: [part] }, name, name);
  return {
    part,
    notes,
    end: notes.reduce((sum, { duration }) => sum + duration, 0),
    chords: score.chords.length > 0 ? onGrid.score.chords : chordsBelow(score),
    meter: score.meters[0] ?? { beats: 4, unit: 4 },
    upbeat: onGrid.score.upbeat,
    remarks: [
      describeQuantising(onGrid),
      ...(score.parts.length > 1
        ? [`the melody is ${part.name ?? 'the highest part'}; the others are left out`]
        : []),
    ],
  };
}

/** The chords of the lower three of four voices; none where there are no such voices. */
function chordsBelow(score: Score): ChordChange[] {
  try {
    const chords = chordsOf(voicesOf(score), { voices: LOWER_VOICES });
    return chords.every(({ chord }) => chord.quality === 'none') ? [] : chords;
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
