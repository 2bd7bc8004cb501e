import type { Rng } from '@reprise/engine';
import type { Melody } from './melody.ts';

/** Share of the tunes. */
const HIDDEN = 0.5;

/**
 * Hides the chords of half of the tunes, of half of these altogether and of the others from some moment on: a tune may
 * have to be written without, or behind what is known of them.
 */
export function hideChords(melody: Melody, rng: Rng): Melody {
  const { notes, chords } = melody;
  const share = rng.float() / HIDDEN;
  if (chords === undefined || share >= 1) return melody;
  const length = notes.reduce((sum, { duration }) => sum + duration, 0);
  return { ...melody, chords: knownUntil(chords, Math.max(0, 2 * share - 1) * length) };
}

/** Chords of which nothing is known from a moment on, in quarters. */
export function knownUntil(chords: NonNullable<Melody['chords']>, end: number): typeof chords {
  const known = chords.filter(({ onset }) => onset < end);
  return [...known, { onset: end, chord: { root: 0, quality: 'none' } }];
}
