import { InputError, nearest } from '@reprise/core/errors';
import { VOICES, type Meter, type Voice } from '../score.ts';
import { parseKey, type Key } from '../theory/key.ts';
import type { DrawOptions } from './draw.ts';

/** How music is made, whatever is asked for. */
export interface MusicOptions extends Omit<DrawOptions, 'rules'> {
  /** notes of this key only; auto: of the key of what is given */
  readonly key?: Key | 'auto' | undefined;
  /** whether it ends on the tonic, after its dominant */
  readonly cadence?: boolean | undefined;
  readonly noCrossing?: boolean | undefined;
  readonly noParallels?: boolean | undefined;
  readonly strictMeter?: boolean | undefined;
}

export interface MusicFlags extends Omit<DrawOptions, 'rules' | 'signal'> {
  readonly key?: string | undefined;
  readonly cadence?: boolean | undefined;
  readonly crossing?: boolean | undefined;
  readonly parallels?: boolean | undefined;
  readonly strictMeter?: boolean | undefined;
}

/** @throws InputError for numbers out of range and what is no key */
export function readMusicOptions(flags: MusicFlags): MusicOptions {
  const { temperature, topK, topP, seed, candidates, sweeps, cadence, strictMeter } = flags;
  if (temperature !== undefined && !(temperature > 0))
    throw new InputError(
      `--temperature: expected a number above 0, got ${temperature}; for the most probable notes there is --top-k 1.`,
    );
  if (topP !== undefined && !(topP > 0 && topP <= 1))
    throw new InputError(`--top-p: expected a number above 0 and at most 1, got ${topP}.`);
  return {
    temperature,
    topK,
    topP,
    seed,
    candidates,
    sweeps,
    cadence,
    strictMeter,
    key: flags.key === undefined ? undefined : flags.key === 'auto' ? 'auto' : parseKey(flags.key),
    noCrossing: flags.crossing !== true,
    noParallels: flags.parallels !== true,
  };
}

/** The meter of a text such as 3/4. @throws InputError for another text */
export function parseMeter(text: string): Meter {
  const [, beats, unit] = /^(\d{1,2})\/(1|2|4|8|16)$/u.exec(text.trim()) ?? [];
  if (beats === undefined || unit === undefined || Number(beats) === 0)
    throw new InputError(`--meter: expected beats over a unit of 1, 2, 4, 8 or 16, as 4/4, got '${text}'.`);
  return { beats: Number(beats), unit: Number(unit) };
}

/** @throws InputError for what is no voice */
export function parseVoices(names: readonly string[]): Voice[] {
  return names.map((name) => {
    const voice = VOICES.find((known) => known === name.toLowerCase());
    if (voice !== undefined) return voice;
    throw new InputError(`--voices: expected ${VOICES.join(', ')}, got '${name}'${meant(name)}.`);
  });
}

function meant(name: string): string {
  const close = nearest(name, VOICES);
  return close === undefined ? '' : `; did you mean ${close}?`;
}
