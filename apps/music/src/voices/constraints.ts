import { REST, STEPS_PER_QUARTER, type Meter } from '../score.ts';
import type { VoiceRange } from '../theory/ranges.ts';
import { barSteps, stepInBar } from './positions.ts';
import { VOICE_COUNT } from './tokens.ts';

/** What is known when a voice is about to be said. Pitches are MIDI numbers or REST, by the order of `VOICES`. */
export interface Moment {
  readonly step: number;
  readonly voice: number;
  /** one step before; undefined at the first step */
  readonly before: ArrayLike<number> | undefined;
  /** of this step: those that are given or said; undefined for the others */
  readonly now: readonly (number | undefined)[];
  /** steps since the voice's note began */
  readonly held: number;
}

/** Whether a pitch may come. @param isHeld the pitch before goes on */
export type Constraint = (pitch: number, isHeld: boolean, moment: Moment) => boolean;

/** Notes of a scale only. @param scale pitch classes */
export function inKey(scale: ReadonlySet<number>): Constraint {
  return (pitch) => pitch === REST || scale.has(pitch % 12);
}

/** Each voice within its range. @param ranges lowest and highest pitch, in the order of `VOICES` */
export function inRange(ranges: readonly VoiceRange[]): Constraint {
  return (pitch, _, { voice }) => {
    const [low, high] = ranges[voice] as VoiceRange;
    return pitch === REST || (pitch >= low && pitch <= high);
  };
}

/** No voice above a higher one. */
export const noCrossing: Constraint = (pitch, _, { voice, now }) =>
  pitch === REST ||
  now.every(
    (other, index) =>
      other === undefined ||
      other === REST ||
      index === voice ||
      (index < voice ? other >= pitch : other <= pitch),
  );

/** A voice is silent only where another one is. */
export const restsTogether: Constraint = (pitch, _, { now }) => pitch !== REST || now.includes(REST);

/** No two voices go from a fifth to a fifth, or from an octave (or a unison) to another, in parallel. */
export const noParallels: Constraint = (pitch, isHeld, { voice, now, before }) => {
  if (isHeld || pitch === REST || before === undefined) return true;
  const from = before[voice] as number;
  if (from === REST) return true;
  return now.every((other, index) => {
    const otherFrom = before[index] as number;
    if (index === voice || other === undefined || other === REST || otherFrom === REST) return true;
    if (other === otherFrom || pitch === from) return true;
    const interval = Math.abs(pitch - other) % 12;
    if (interval !== 0 && interval !== 7) return true;
    return (
      Math.abs(from - otherFrom) % 12 !== interval || Math.sign(pitch - from) !== Math.sign(other - otherFrom)
    );
  });
};

/** What begins off a beat ends with it: no syncopation, and nothing goes on over a bar line but from a beat. */
export function onMeter({ meter, upbeat }: { readonly meter: Meter; readonly upbeat: number }): Constraint {
  const bar = barSteps(meter);
  const beat = meter.unit === 8 && meter.beats % 3 === 0 ? 6 : (4 * STEPS_PER_QUARTER) / meter.unit;
  return (_, isHeld, { step, held }) =>
    !isHeld || stepInBar(step, bar, upbeat) % beat !== 0 || stepInBar(step - held, bar, upbeat) % beat === 0;
}

export interface CadenceOptions {
  /** pitch class */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** the step on which the last chord begins; it is held to the end */
  readonly at: number;
}

/**
 * The piece ends on the tonic chord, in root position, after a chord of the dominant in the quarter before.
 * A piece in minor may end in major, as Bach's do.
 */
export function finalCadence({ tonic, mode, at }: CadenceOptions): Constraint {
  const of = (...steps: number[]): Set<number> => new Set(steps.map((step) => (tonic + step) % 12));
  const last = mode === 'major' ? of(0, 4, 7) : of(0, 3, 4, 7);
  const dominant = of(2, 5, 7, 11);
  const bass = VOICE_COUNT - 1;
  return (pitch, isHeld, { step, voice, now }) => {
    if (step > at) return isHeld;
    if (step < at - STEPS_PER_QUARTER) return true;
    if (pitch === REST) return false;
    const degree = pitch % 12;
    if (step < at) return voice === bass ? degree === (tonic + 7) % 12 : dominant.has(degree);
    if (voice === bass) return degree === tonic;
    const thirds = now.filter(
      (other) => other !== undefined && (other % 12 === (tonic + 3) % 12 || other % 12 === (tonic + 4) % 12),
    );
    // Not both thirds at once.
    return (
      last.has(degree) &&
      thirds.every(
        (third) => (third as number) % 12 === degree || degree === tonic || degree === (tonic + 7) % 12,
      )
    );
  };
}
