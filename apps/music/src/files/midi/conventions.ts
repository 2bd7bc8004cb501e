import type { Meter } from '../../score.ts';

/** What a MIDI file and a {@link Score} say in different words, for reading and writing alike. */

/** Before a chord symbol in a marker, so that no rehearsal letter is taken for a chord. */
export const CHORD_MARK = 'chord: ';

export const DRUM_CHANNEL = 9;
export const MAX_VELOCITY = 127;

const MICROSECONDS_A_MINUTE = 60_000_000;
/** Three bytes of microseconds. */
const LONGEST_QUARTER = 0xff_ff_ff;
/** The smallest part of a whole note that an upbeat is counted in. */
const SMALLEST_UNIT = 64;

/** Microseconds of a quarter note; the slowest tempo that a file can hold is 3.6. */
export function quarterMicroseconds(tempo: number): number {
  return Math.min(LONGEST_QUARTER, Math.max(1, Math.round(MICROSECONDS_A_MINUTE / tempo)));
}

/** Quarter notes a minute: the roundest number, to a hundredth, that a file would hold like this. */
export function tempoOf(microseconds: number): number {
  const tempo = MICROSECONDS_A_MINUTE / microseconds;
  for (const digits of [0, 1, 2]) {
    const round = Number(tempo.toFixed(digits));
    if (round > 0 && quarterMicroseconds(round) === microseconds) return round;
  }
  return tempo;
}

/**
 * A bar of so many quarter notes, by which a file tells an upbeat; counted in the piece's own unit, or a smaller one.
 * @returns undefined where it is no number of 64ths
 */
export function upbeatMeter(quarters: number, { unit }: Meter): Meter | undefined {
  for (let smaller = unit; smaller <= SMALLEST_UNIT; smaller *= 2) {
    const beats = (quarters * smaller) / 4;
    if (Number.isInteger(beats) && beats <= 255) return { beats, unit: smaller };
  }
  return undefined;
}
