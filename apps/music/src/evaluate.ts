import { describeScores, type Scores, type TaskModel, type Trainable } from '@reprise/app';
import type { Corpus } from '@reprise/app/corpus';
import type { Batch } from '@reprise/core';
import type { DuplicatePolicy } from './data/duplicates.ts';
import { frameTask } from './frames/frameTask.ts';
import { describeMade, measureMade, summariseMade, type MadeMeasures } from './measureMade.ts';
import { melodyTask } from './melody/melodyTask.ts';
import { trainMelodyBaseline } from './metrics/melodyBaseline.ts';
import type { Melody } from './melody/melody.ts';
import type { LoadedModel } from './modelFolder.ts';
import type { Settings } from './settings.ts';
import { SCORE_WORDS, type Task } from './task.ts';
import { voiceTask } from './voices/voiceTask.ts';

export interface EvaluateOptions {
  /** pieces, as the training takes them */
  readonly data: string;
  readonly duplicates?: DuplicatePolicy | undefined;
  readonly split?: 'valid' | 'test' | undefined;
  /** of voices: how many harmonisations and compositions are measured (default 100) */
  readonly samples?: number | undefined;
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
  readonly tell?: ((line: string) => void) | undefined;
}

export interface Evaluation {
  readonly split: 'valid' | 'test';
  readonly pieces: number;
  readonly scores: Scores;
  /** what each score means */
  readonly meanings: Readonly<Record<string, string>>;
  readonly made?: MadeMeasures | undefined;
  /** of melodies: the loss of modified Kneser-Ney n-grams of the training's notes, by their name, as kneserNey5 */
  readonly baseline?: Readonly<Record<string, number>> | undefined;
}

/**
 * Measures a model on pieces that its training did not see, and what it makes beside real music.
 * @throws InputError for data that the model does not take
 */
export async function evaluate(model: LoadedModel, options: EvaluateOptions): Promise<Evaluation> {
  const { split = 'test', samples = 100, temperature, seed } = options;
  switch (model.kind) {
    case 'voices': {
      const { corpus, scored } = await score(voiceTask, model, options);
      const made =
        samples > 0 ? await measureMade(model, corpus, { split, samples, temperature, seed }) : undefined;
      return { ...scored, made };
    }
    case 'frames':
      return (await score(frameTask, model, options)).scored;
    case 'melody': {
      const { corpus, scored } = await score(melodyTask, model, options);
      return { ...scored, baseline: melodyBaseline(corpus, split) };
    }
  }
}

async function score<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  { network, architecture, settings }: TaskModel<M, A, Settings>,
  { data, duplicates, split = 'test', tell = () => undefined }: EvaluateOptions,
): Promise<{ readonly corpus: Corpus<P>; readonly scored: Evaluation }> {
  const corpus = await task.load(data, { duplicates });
  for (const line of [corpus.summary, ...corpus.warnings]) tell(line);
  const scores = task.scores(corpus[split], architecture, settings)(network);
  return { corpus, scored: { split, pieces: corpus[split].length, scores, meanings: task.meanings } };
}

/** Notes of an n-gram: the usual number, and the strongest. */
const ORDERS = [5, 12];

function melodyBaseline(corpus: Corpus<Melody>, split: Evaluation['split']): Record<string, number> {
  return Object.fromEntries(
    ORDERS.map((order) => [
      `kneserNey${order}`,
      trainMelodyBaseline(corpus.train, { order })(corpus[split]).natsPerNote,
    ]),
  );
}

/** An evaluation as lines for a person. */
export function describeEvaluation({ pieces, scores, meanings, made, baseline = {} }: Evaluation): string {
  const named = Object.fromEntries(
    Object.keys(baseline).map((name) => [
      name,
      `as the first, by a modified ${name.replace('kneserNey', 'Kneser-Ney ')}-gram of the training's notes`,
    ]),
  );
  const scored = describeScores(SCORE_WORDS, { ...meanings, ...named }, { ...scores, ...baseline }, pieces);
  return made ? `${scored}\n\n${describeMade(made)}` : scored;
}

/** An evaluation in numbers, as JSON has them. */
export function summariseEvaluation({ made, ...evaluation }: Evaluation): unknown {
  return { ...evaluation, ...(made ? { made: summariseMade(made) } : {}) };
}
