import { fit, setWeights, type Batch, type FitResult } from '@reprise/core';
import { countParams, describeEngine, disposeParams, Rng, startEngine } from '@reprise/engine';
import type { Corpus } from './corpus.ts';
import { writeModelFile } from './modelFolder.ts';
import { fitRecipe } from './recipe.ts';
import type { Scores, Task, TaskSettings, Trainable } from './task.ts';
import { describeModel, describeScores, type ScoreWords } from './taskCard.ts';
import { writeModel, type TaskModel } from './taskModel.ts';
import { fitRun, type RunOptions } from './trainingRun.ts';

export interface TaskRun<M, A, S> extends RunOptions {
  readonly settings: S;
  /** paths of the corpus, for the card */
  readonly data: readonly string[];
  /** the name of the application in config.json */
  readonly app: string;
  /** what the card calls the model */
  readonly title: string;
  readonly words: ScoreWords;
  /** Loads what was written, to be measured: the numbers in the card are those of the file. */
  readonly load: (folder: string) => Promise<TaskModel<M, A, S>>;
  /** Learns what the network does not, and writes it into the model's folder, before the network. */
  readonly complete?: ((network: M, architecture: A) => Promise<void>) | undefined;
}

export interface TaskResult extends Pick<FitResult, 'stopped' | 'steps' | 'seconds' | 'best'> {
  /** of the exported model, on the test; undefined when the training is not done yet, or there is none */
  readonly scores?: Scores | undefined;
}

/**
 * Trains a network for a task and writes it to a folder, with a card; killed at any moment, it goes on with `resume` to
 * the same bits. Whether the folder may be written into is for the caller to check, before the corpus is read.
 *
 * @throws InputError for settings that do not go with the corpus, and for a resumption with others
 */
export async function trainTask<P, B extends Batch, M extends Trainable<B>, A, S extends TaskSettings>(
  task: Task<P, B, M, A, S>,
  corpus: Corpus<P>,
  options: TaskRun<M, A, S>,
): Promise<TaskResult> {
  const { out, app, words, settings, seed = 1, tell = () => undefined, complete, load } = options;
  tell(describeEngine(await startEngine()));
  for (const line of [corpus.summary, ...corpus.warnings]) tell(line);
  const rng = Rng.fromSeed(seed);
  const architecture = task.architectureOf(corpus.train, settings);
  const network = task.makeNetwork(architecture, settings, rng.fold('model'));
  const source = task.source(corpus.train, { architecture, settings, seed });
  const recipe = fitRecipe(settings, source);
  try {
    const scores = task.scores(corpus.valid, architecture, settings);
    const result = await fit({
      ...recipe,
      ...fitRun({ ...options, seed }, settings),
      params: network.params,
      source,
      loss: (batch, noise) => network.loss(batch, noise),
      rng: rng.fold('training'),
      ...(corpus.valid.length > 0 ? { validate: () => ({ ...scores(network) }) } : {}),
    });
    const { stopped, steps, seconds, best } = result;
    if (stopped === 'time' || stopped === 'aborted') {
      tell(`stopped after step ${steps}; --resume goes on from there`);
      return { stopped, steps, seconds, best };
    }
    setWeights(network.params, result.weights);
    await complete?.(network, architecture);
    await writeModel(out, app, { architecture, settings, weights: result.weights });
    const tested = scoreModel(task, corpus.test, await load(out));
    if (tested) tell(describeScores(words, task.meanings, tested, corpus.test.length));
    const size = countParams(network.params);
    const { command, data, title } = options;
    const card = describeModel({ words, title, task, corpus, data, result, size, scores: tested, command });
    await writeModelFile(out, 'README.md', card);
    return { stopped, steps, seconds, best, scores: tested };
  } finally {
    recipe.optimizer.dispose();
    disposeParams(network.params);
  }
}

function scoreModel<P, B extends Batch, M extends Trainable<B>, A, S extends TaskSettings>(
  task: Task<P, B, M, A, S>,
  test: readonly P[],
  model: TaskModel<M, A, S>,
): Scores | undefined {
  try {
    return test.length > 0 ? task.scores(test, model.architecture, model.settings)(model.network) : undefined;
  } finally {
    model.dispose();
  }
}
