import { InputError } from '@reprise/core/errors';
import type { MusicOptions } from '../make/musicOptions.ts';
import { barQuarters, REST, type Meter } from '../score.ts';
import { estimateKey, scalePitchClasses, type Key } from '../theory/key.ts';
import { PITCH_CLASSES, pitchClassOf } from '../theory/pitchClasses.ts';
import { endsOn, inScale, withinBars, type MelodyConstraint } from './constraints.ts';
import type { MelodyNote } from './melody.ts';

export interface MelodyFrame {
  readonly meter: Meter;
  /** quarters before the first bar line */
  readonly upbeat: number;
  /** what is given */
  readonly beginning: readonly MelodyNote[];
  /** durations that the model can say, in ticks */
  readonly durations: readonly number[];
}

/** Options as constraints, the weightiest first. @throws InputError where the key of nothing is asked for */
export function melodyRules(
  { key, cadence = false, strictMeter = false }: MusicOptions,
  { meter, upbeat, beginning, durations }: MelodyFrame,
): MelodyConstraint[] {
  const keyFor = (option: string): Key => {
    if (key !== undefined && key !== 'auto') return key;
    if (beginning.some(({ pitch }) => pitch !== REST)) return keyOf(beginning);
    throw new InputError(
      `${option}: there are no notes to tell the key from: name it, as in --key "G major".`,
    );
  };
  return [
    ...(cadence ? [endsOn(keyFor('--cadence').tonic)] : []),
    ...(key === undefined ? [] : [inScale(scalePitchClasses(keyFor('--key auto'), { raised: 'melodic' }))]),
    ...(strictMeter ? [withinBars({ bar: barQuarters(meter), upbeat, durations })] : []),
  ];
}

/** What was asked for that tunes of one voice do not have, a line each. */
export function unusedOptions({ sweeps = 0 }: MusicOptions): string[] {
  return sweeps > 0 ? ['--sweeps: a tune is drawn once, from left to right'] : [];
}

function keyOf(notes: readonly MelodyNote[]): Key {
  const durations = new Float64Array(PITCH_CLASSES);
  for (const { pitch, duration } of notes)
    if (pitch !== REST) (durations[pitchClassOf(pitch)] as number) += duration;
  return estimateKey(durations);
}
