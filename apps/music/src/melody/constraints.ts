import { REST } from '../score.ts';
import { toTicks } from './melody.ts';

/** What is known when a note is about to be said. Times are in ticks. */
export interface MelodyMoment {
  /** when it begins */
  readonly onset: number;
  /** notes before it */
  readonly notes: number;
  /** the last pitch that was no rest */
  readonly lastPitch: number | undefined;
  /** whether the tune is over behind a note of this duration; where no length is wanted, that is not known: false */
  readonly isLast: (ticks: number) => boolean;
}

/** What may come. What a constraint does not speak of it allows. */
export interface MelodyConstraint {
  readonly duration?: (ticks: number, moment: MelodyMoment) => boolean;
  /** @param pitch MIDI number or REST, @param ticks how long it will be */
  readonly pitch?: (pitch: number, ticks: number, moment: MelodyMoment) => boolean;
  /** whether the tune may end before the note; asked only where no length is wanted */
  readonly end?: (moment: MelodyMoment) => boolean;
}

/** Notes of a scale only. @param scale pitch classes */
export function inScale(scale: ReadonlySet<number>): MelodyConstraint {
  return { pitch: (pitch) => pitch === REST || scale.has(pitch % 12) };
}

/** @param range lowest and highest MIDI number */
export function inRange([low, high]: readonly [number, number]): MelodyConstraint {
  return { pitch: (pitch) => pitch === REST || (pitch >= low && pitch <= high) };
}

/** The tune is never silent. */
export const noRests: MelodyConstraint = { pitch: (pitch) => pitch !== REST };

/** The last note is the tonic, in whatever octave. @param tonic pitch class */
export function endsOn(tonic: number): MelodyConstraint {
  return {
    pitch: (pitch, ticks, { isLast }) => !isLast(ticks) || (pitch !== REST && pitch % 12 === tonic),
    end: ({ lastPitch }) => lastPitch !== undefined && lastPitch % 12 === tonic,
  };
}

/**
 * No note lasts over a bar line, and each leaves what the durations at hand can fill.
 * @param bar quarters, @param upbeat quarters before the first bar line
 * @param durations that can be said, in ticks
 */
export function withinBars({
  bar,
  upbeat = 0,
  durations,
}: {
  readonly bar: number;
  readonly upbeat?: number | undefined;
  readonly durations: readonly number[];
}): MelodyConstraint {
  const barTicks = toTicks(bar);
  const first = upbeat > 0 ? toTicks(upbeat) : 0;
  const canFill = fillable(durations, barTicks);
  return {
    duration(ticks, { onset }) {
      const inBar = (((onset - first) % barTicks) + barTicks) % barTicks;
      return canFill[barTicks - inBar - ticks] === 1;
    },
    end: ({ onset }) => onset > first,
  };
}

/** The tune is exactly so long. @param total ticks, @param durations that can be said, in ticks */
export function ofLength(total: number, durations: readonly number[]): MelodyConstraint {
  const canFill = fillable(durations, total);
  return { duration: (ticks, { onset }) => canFill[total - onset - ticks] === 1 };
}

/** For each number of ticks from 0 to `most`, 1 where durations add up to it. */
function fillable(durations: readonly number[], most: number): Uint8Array {
  const can = new Uint8Array(most + 1);
  can[0] = 1;
  for (let ticks = 1; ticks <= most; ticks++)
    if (durations.some((duration) => can[ticks - duration] === 1)) can[ticks] = 1;
  return can;
}
