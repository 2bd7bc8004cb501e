import { InputError } from '@reprise/core/errors';
import type { VoiceGrid } from '../score.ts';
import { REST } from '../score.ts';
import { estimateKey, type Key } from '../theory/key.ts';
import type { Rules } from '../voices/chooseConstraints.ts';
import type { MusicOptions } from './musicOptions.ts';

/**
 * Options as rules for a piece.
 * @param known what is given of the piece, from which its key is estimated; REST elsewhere
 * @throws InputError where the key of nothing is asked for
 */
export function voiceRules(
  { key, cadence = false, noCrossing, noParallels, strictMeter }: MusicOptions,
  known?: Pick<VoiceGrid, 'voices'>,
): Rules {
  const hasNotes = known?.voices.some((pitches) => pitches.some((pitch) => pitch !== REST)) ?? false;
  const keyOf = (option: string): Key => {
    if (key !== undefined && key !== 'auto') return key;
    if (known && hasNotes) return estimateKey(known);
    throw new InputError(
      `${option}: there are no notes to tell the key from: name it, as in --key "G major".`,
    );
  };
  return {
    noCrossing,
    noParallels,
    strictMeter,
    ...(key === undefined ? {} : { key: keyOf('--key auto') }),
    ...(cadence ? { cadence: keyOf('--cadence') } : {}),
  };
}
