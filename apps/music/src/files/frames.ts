import { InputError } from '@reprise/core/errors';
import { HIGHEST_KEY, KEYS, LOWEST_KEY, type Frames } from '../frames/keys.ts';
import type { Note, Score } from '../score.ts';
import { sortNotes } from './noteOrder.ts';

export interface FrameOptions {
  /** quarter notes of a step: 0.25 for sixteenths */
  readonly stepQuarters: number;
}

const MOST_STEPS = 1_000_000;

/**
 * The pitches that sound at each step. Onsets and ends are rounded to the nearest step, and a note takes one at least.
 * Percussion is left out.
 *
 * @returns the frames until the last note ends, and how many notes were dropped that are on no piano
 * @throws InputError of a step that is no length, or more than a million steps
 */
export function scoreToFrames(
  { parts }: Pick<Score, 'parts'>,
  { stepQuarters }: FrameOptions,
): { readonly frames: number[][]; readonly dropped: number } {
  checkStep(stepQuarters);
  const sounding: Set<number>[] = [];
  let dropped = 0;
  for (const { pitch, onset, duration } of parts.flatMap(({ isDrums, notes }) =>
    isDrums === true ? [] : notes,
  )) {
    if (!isKey(pitch)) {
      dropped++;
      continue;
    }
    const start = Math.round(onset / stepQuarters);
    const end = Math.max(start + 1, Math.round((onset + duration) / stepQuarters));
    if (end > MOST_STEPS) throw new InputError(`frames: expected at most ${MOST_STEPS} steps, got ${end}`);
    while (sounding.length < end) sounding.push(new Set());
    for (let step = start; step < end; step++) sounding[step]?.add(pitch);
  }
  return { frames: sounding.map((pitches) => [...pitches].sort((a, b) => a - b)), dropped };
}

/**
 * Frames as a score of one part; a pitch that sounds in several frames in a row is one note.
 * @throws InputError of a pitch that is on no piano
 */
export function framesToScore(frames: Frames, { stepQuarters }: FrameOptions): Score {
  checkStep(stepQuarters);
  const notes: Note[] = [];
  let sounding = new Map<number, number>();
  for (let step = 0; step <= frames.length; step++) {
    const pitches = new Set(frames[step]);
    for (const pitch of pitches) checkKey(pitch, step);
    for (const [pitch, start] of sounding) {
      if (pitches.has(pitch)) continue;
      notes.push({ pitch, onset: start * stepQuarters, duration: (step - start) * stepQuarters });
    }
    sounding = new Map(Array.from(pitches, (pitch) => [pitch, sounding.get(pitch) ?? step]));
  }
  return { parts: [{ notes: sortNotes(notes) }], tempos: [], meters: [], keys: [], chords: [], upbeat: 0 };
}

/** Frames as a matrix [steps, 88], row by row: 1 where a key sounds. @throws InputError of a pitch on no piano */
export function framesToMatrix(frames: Frames): Uint8Array {
  const matrix = new Uint8Array(frames.length * KEYS);
  for (const [step, pitches] of frames.entries()) {
    for (const pitch of pitches) {
      checkKey(pitch, step);
      matrix[step * KEYS + pitch - LOWEST_KEY] = 1;
    }
  }
  return matrix;
}

/** The frames of a matrix [steps, 88]; a key sounds where it is not 0. @throws InputError of another width */
export function matrixToFrames(matrix: Uint8Array): number[][] {
  if (matrix.length % KEYS !== 0) {
    throw new InputError(`piano roll: expected ${KEYS} keys a step, got ${matrix.length} values`);
  }
  return Array.from({ length: matrix.length / KEYS }, (_, step) => {
    const row = matrix.subarray(step * KEYS, (step + 1) * KEYS);
    return Array.from(row.keys(), (key) => key + LOWEST_KEY).filter((pitch) => row[pitch - LOWEST_KEY] !== 0);
  });
}

function isKey(pitch: number): boolean {
  return Number.isInteger(pitch) && pitch >= LOWEST_KEY && pitch <= HIGHEST_KEY;
}

function checkKey(pitch: number, step: number): void {
  if (isKey(pitch)) return;
  throw new InputError(
    `frames: expected pitches of ${LOWEST_KEY} to ${HIGHEST_KEY}, the keys of a piano, got ${pitch} at step ${step}`,
  );
}

function checkStep(stepQuarters: number): void {
  if (stepQuarters > 0 && Number.isFinite(stepQuarters)) return;
  throw new InputError(`frames: expected a step of more than 0 quarter notes, got ${stepQuarters}`);
}
