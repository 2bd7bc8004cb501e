import { InputError } from '@reprise/core/errors';
import { melodyOf } from '../files/melodyOf.ts';
import { melodyGrid } from '../files/voicesOf.ts';
import { voicesOf } from '../files/voicesOf.ts';
import { describeQuantising, quantise } from '../files/quantise.ts';
import { readAbc } from '../files/readAbc.ts';
import type { LoadedModel, LoadedVoices } from '../modelFolder.ts';
import { STEPS_PER_QUARTER, VOICES, type Score, type Voice } from '../score.ts';
import { describeDrawn } from './describeDrawn.ts';
import type { Made } from './made.ts';
import type { MusicOptions } from './musicOptions.ts';
import { harmonise } from './verbs.ts';
import { voiceRules } from './voiceRules.ts';

/** The tune of the last movement of Beethoven's ninth symphony (1824), as hymnals have it. */
const DEMO = `X:1
T:Ode to Joy
C:Ludwig van Beethoven
M:4/4
L:1/4
Q:1/4=88
K:G
BBcd|dcBA|GGAB|B>A A2|BBcd|dcBA|GGAB|A>G G2|
AABG|AB/c/BG|AB/c/BA|GAD2|BBcd|dcBA|GGAB|A>G G2|]
`;

export interface HarmoniseMusicOptions extends MusicOptions {
  /** what is kept (default the soprano) */
  readonly voices?: readonly Voice[] | undefined;
  /** the part of the score that is the melody, by its name or its number from 1 */
  readonly part?: string | number | undefined;
}

/** The tune that ships. */
export function demoTune(): Score {
  return readAbc(DEMO, 'the demo')[0] as Score;
}

/** Writes the voices that a melody, or several voices, lack. */
export async function harmoniseMusic(
  model: LoadedModel,
  score: Score,
  { voices, part, ...options }: HarmoniseMusicOptions,
): Promise<Made> {
  checkVoices(model, 'harmonise');
  const onGrid = quantise(score, { stepsPerQuarter: STEPS_PER_QUARTER });
  const isMelody = voices === undefined || (voices.length === 1 && voices[0] === VOICES[0]);
  const grid = isMelody ? melodyGrid(onGrid.score, part) : voicesOf(onGrid.score);
  const drawn = await harmonise(model, grid, { ...options, voices, rules: voiceRules(options, grid) });
  return describeDrawn(drawn, {
    score: onGrid.score,
    parts: isMelody ? { soprano: melodyOf(onGrid.score, part) } : undefined,
    remarks: [describeQuantising(onGrid)],
  });
}

/** @throws InputError for a model that is not of voices */
export function checkVoices(model: LoadedModel, verb: string): asserts model is LoadedVoices {
  if (model.kind !== 'voices')
    throw new InputError(`${verb}: expected a model of four voices, got one of ${model.kind}.`);
}
