import { REST, type VoiceGrid } from '../score.ts';
import { PITCH_CLASSES } from '../theory/pitchClasses.ts';
import { VOICE_RANGES, type VoiceRange } from '../theory/ranges.ts';
import { notesOf } from './notes.ts';

/** Semitones modulo the octave. */
const FIFTH = 7;
const OCTAVE = 0;

/** Two voices that move in parallel perfect intervals. */
export interface Parallel {
  /** where both arrive */
  readonly step: number;
  /** numbers into `VOICES` */
  readonly upper: number;
  readonly lower: number;
  /** `octave`: or unison */
  readonly interval: 'fifth' | 'octave';
}

/**
 * Parallel fifths and octaves, as harmony textbooks forbid them (for example Kostka and Payne, Tonal Harmony, on
 * voice-leading): two voices are a perfect fifth, or an octave or unison, apart, both move, in the same direction, and
 * are then the same interval apart. Any number of octaves may lie between, before and after. Every pair of voices is
 * looked at wherever both move at the same step; a rest in one of them breaks the motion. Intervals are of semitones, a
 * diminished sixth is a fifth. Contrary motion (a fifth to a twelfth) and hidden parallels do not count, nor does what is
 * struck again, which a grid does not tell from what is held.
 */
export function parallelsIn({ voices }: Pick<VoiceGrid, 'voices'>): Parallel[] {
  const parallels: Parallel[] = [];
  voices.forEach((above, upper) => {
    voices.slice(upper + 1).forEach((below, index) => {
      for (let step = 1; step < above.length; step++) {
        const interval = parallelInterval(above, below, step);
        if (interval) parallels.push({ step, upper, lower: upper + 1 + index, interval });
      }
    });
  });
  return parallels;
}

function parallelInterval(
  above: Int16Array,
  below: Int16Array,
  step: number,
): Parallel['interval'] | undefined {
  const [from, to] = [above[step - 1] as number, above[step] as number];
  const [fromBelow, toBelow] = [below[step - 1] as number, below[step] as number];
  if (from === to || fromBelow === toBelow || to > from !== toBelow > fromBelow) return undefined;
  if ([from, to, fromBelow, toBelow].includes(REST)) return undefined;
  const interval = Math.abs(to - toBelow) % PITCH_CLASSES;
  if (interval !== Math.abs(from - fromBelow) % PITCH_CLASSES) return undefined;
  if (interval === FIFTH) return 'fifth';
  return interval === OCTAVE ? 'octave' : undefined;
}

/**
 * How often a voice goes above the next higher one. A crossing counts once however long it lasts; a rest in one of both
 * ends it.
 */
export function countCrossings({ voices }: Pick<VoiceGrid, 'voices'>): number {
  let crossings = 0;
  voices.slice(1).forEach((lower, index) => {
    const upper = voices[index] as Int16Array;
    let wasCrossed = false;
    lower.forEach((pitch, step) => {
      const above = upper[step] as number;
      const isCrossed = above !== REST && pitch > above;
      if (isCrossed && !wasCrossed) crossings++;
      wasCrossed = isCrossed;
    });
  });
  return crossings;
}

/** Notes outside of the ranges of their voices. @param ranges in the order of the voices */
export function countRangeViolations(
  { voices }: Pick<VoiceGrid, 'voices'>,
  ranges: readonly VoiceRange[] = VOICE_RANGES,
): number {
  return voices.reduce((sum, voice, index) => {
    const [lowest, highest] = ranges[index] as VoiceRange;
    return sum + notesOf(voice).filter(({ pitch }) => pitch < lowest || pitch > highest).length;
  }, 0);
}
