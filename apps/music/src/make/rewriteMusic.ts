import { InputError } from '@reprise/core/errors';
import { describeQuantising, quantise } from '../files/quantise.ts';
import { voicesOf } from '../files/voicesOf.ts';
import type { LoadedModel } from '../modelFolder.ts';
import { STEPS_PER_QUARTER, type Score, type Voice } from '../score.ts';
import { describeDrawn } from './describeDrawn.ts';
import { checkVoices } from './harmoniseMusic.ts';
import type { Made } from './made.ts';
import type { MusicOptions } from './musicOptions.ts';
import { rewrite } from './verbs.ts';
import { voiceRules } from './voiceRules.ts';

export interface RewriteMusicOptions extends MusicOptions {
  /** the first and the last bar, from 1 */
  readonly bars: readonly [number, number];
  readonly voices?: readonly Voice[] | undefined;
}

/** Writes some bars of a piece anew. */
export async function rewriteMusic(
  model: LoadedModel,
  score: Score,
  { voices, bars, ...options }: RewriteMusicOptions,
): Promise<Made> {
  checkVoices(model, 'rewrite');
  const onGrid = quantise(score, { stepsPerQuarter: STEPS_PER_QUARTER });
  const grid = voicesOf(onGrid.score);
  const drawn = await rewrite(model, grid, { ...options, bars, voices, rules: voiceRules(options, grid) });
  return describeDrawn(drawn, { score: onGrid.score, remarks: [describeQuantising(onGrid)] });
}

/** The bars of a text such as 5-6, or 5. @throws InputError for another text */
export function readBars(text: string): [number, number] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/u.exec(text.trim()) ?? [];
  if (first === undefined || last === undefined)
    throw new InputError(`--bars: expected bars as 5-6, got '${text}'.`);
  return [Number(first), Number(last)];
}
