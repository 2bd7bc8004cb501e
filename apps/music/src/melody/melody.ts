import type { ChordChange } from '../score.ts';

/** A note of a tune, which begins where the one before ends. */
export interface MelodyNote {
  /** MIDI number, or REST */
  readonly pitch: number;
  /** quarter notes */
  readonly duration: number;
}

/** One voice: notes and rests without gaps. */
export interface Melody {
  readonly id: string;
  readonly notes: readonly MelodyNote[];
  /** by onset, in quarter notes from the beginning; without them nothing is known of the harmony */
  readonly chords?: readonly ChordChange[] | undefined;
}

/** Times are reckoned in whole ticks: 1/64 notes, triplets and sextuplets are exact. */
export const TICKS_PER_QUARTER = 48;

/** At least one tick. @param quarters such as 0.3333 */
export function toTicks(quarters: number): number {
  return Math.max(1, Math.round(quarters * TICKS_PER_QUARTER));
}

/** As close to what a fraction of a quarter is as a number can be. */
export function toQuarters(ticks: number): number {
  return ticks / TICKS_PER_QUARTER;
}
