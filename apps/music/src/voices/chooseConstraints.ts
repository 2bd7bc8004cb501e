import { scalePitchClasses, type Key } from '../theory/key.ts';
import { stepsOf, STEPS_PER_QUARTER, type VoiceGrid } from '../score.ts';
import {
  finalCadence,
  inKey,
  inRange,
  noCrossing,
  noParallels,
  onMeter,
  restsTogether,
  type Constraint,
} from './constraints.ts';
import { barSteps, stepInBar } from './positions.ts';
import type { VoiceArchitecture } from './voiceTask.ts';

/** What the music has to keep to. */
export interface Rules {
  /** each voice within the range that it has in the training (default true) */
  readonly ranges?: boolean | undefined;
  /** no voice above a higher one (default true) */
  readonly noCrossing?: boolean | undefined;
  /** no parallel fifths and octaves (default true) */
  readonly noParallels?: boolean | undefined;
  /** the notes of this key only, in minor with the raised sixth and seventh degree */
  readonly key?: Key | undefined;
  /** no syncopation (default false) */
  readonly strictMeter?: boolean | undefined;
  /** the piece ends on the tonic of this key, after its dominant */
  readonly cadence?: Key | undefined;
}

/** Rules as constraints, the weightiest first. */
export function chooseConstraints(
  { ranges = true, noCrossing: isOrdered = true, noParallels: isIndependent = true, ...rules }: Rules,
  piece: VoiceGrid,
  { ranges: voiceRanges }: VoiceArchitecture,
): Constraint[] {
  const { key, strictMeter = false, cadence } = rules;
  return [
    restsTogether,
    ...(ranges ? [inRange(voiceRanges)] : []),
    ...(cadence ? [finalCadence({ ...cadence, at: lastChord(piece) })] : []),
    ...(isOrdered ? [noCrossing] : []),
    ...(key ? [inKey(scalePitchClasses(key, { raised: 'melodic' }))] : []),
    ...(strictMeter ? [onMeter(piece)] : []),
    ...(isIndependent ? [noParallels] : []),
  ];
}

/** Where the last chord begins: on the last bar line with a quarter behind it, or a half of a bar before the end. */
function lastChord(piece: VoiceGrid): number {
  const steps = stepsOf(piece);
  const bar = barSteps(piece.meter);
  for (let step = steps - STEPS_PER_QUARTER; step > Math.max(0, steps - bar - STEPS_PER_QUARTER); step--)
    if (stepInBar(step, bar, piece.upbeat) === 0) return step;
  return Math.max(0, steps - Math.ceil(bar / 2));
}
