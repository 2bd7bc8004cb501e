import type { ChordChange, ChordQuality } from '../score.ts';

const QUALITIES: readonly ChordQuality[] = ['major', 'minor', 'diminished', 'augmented', 'dominant'];

/** Nothing is known of the harmony, or no chord sounds. */
export const NO_CHORD = 0;
export const CHORD_COUNT = 1 + QUALITIES.length * 12;

/** The chord that sounds at a moment, as a token. @param time quarters */
export function chordAt(chords: readonly ChordChange[] | undefined, time: number): number {
  // Onsets of triplets are not exact.
  const current = chords?.findLast(({ onset }) => onset <= time + 1e-3)?.chord;
  const quality = current === undefined ? -1 : QUALITIES.indexOf(current.quality);
  return current === undefined || quality < 0 ? NO_CHORD : 1 + quality * 12 + current.root;
}
