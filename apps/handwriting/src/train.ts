import { checkFolder, fitRecipe, fitRun, writeModelFile, type RunOptions } from '@reprise/app';
import { fit, setWeights, type Batch, type FitResult } from '@reprise/core';
import { countParams, describeEngine, disposeParams, Rng, startEngine } from '@reprise/engine';
import type { Corpus } from './data/corpus.ts';
import { describeModel, describeScores } from './describeModel.ts';
import { load, writeModel } from './modelFolder.ts';
import { drawerTask } from './draw/drawerTask.ts';
import { imageTask } from './imageReader/imageTask.ts';
import { readerTask } from './reader/readerTask.ts';
import { writerTask } from './writer/writerTask.ts';
import type { Settings } from './settings.ts';
import type { DataPaths, Scores, Task, Trainable } from './task.ts';

export interface TrainOptions extends RunOptions, DataPaths {
  readonly settings: Settings;
}

export interface TrainResult extends Pick<FitResult, 'stopped' | 'steps' | 'seconds' | 'best'> {
  /** of the exported model, on the test; undefined when the training is not done yet, or there is none */
  readonly scores?: Scores | undefined;
}

/**
 * Trains a model and writes it to a folder; killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for data, settings or a folder that cannot be used
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { settings } = options;
  switch (settings.model) {
    case 'reader':
      return trainTask(readerTask, options);
    case 'imageReader':
      return trainTask(imageTask, options);
    case 'writer':
      return trainTask(writerTask, options);
    case 'drawer':
      return trainTask(drawerTask, options);
  }
}

async function trainTask<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  options: TrainOptions,
): Promise<TrainResult> {
  const { out, settings, seed = 1, resume = false, tell = () => undefined } = options;
  await checkFolder(out, { resume, files: task.files ?? [] });
  const corpus = await task.load(options);
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
    await task.complete?.(network, corpus, { architecture, settings, paths: options, folder: out, tell });
    await writeModel(out, { architecture, settings, weights: result.weights });
    const tested = await scoreFolder(task, out, corpus);
    if (tested) tell(describeScores(task, tested, corpus.test.length));
    const size = countParams(network.params);
    const { command, data } = options;
    const card = describeModel({ task, corpus, data, result, size, scores: tested, command });
    await writeModelFile(out, 'README.md', card);
    return { stopped, steps, seconds, best, scores: tested };
  } finally {
    recipe.optimizer.dispose();
    disposeParams(network.params);
  }
}

/** Scores what was written: the numbers in the card are those of the file. */
async function scoreFolder<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  folder: string,
  { test }: Corpus<P>,
): Promise<Scores | undefined> {
  if (test.length === 0) return undefined;
  const model = await load(folder);
  try {
    return task.scores(test, model.architecture as A, model.settings)(model.network as unknown as M);
  } finally {
    model.dispose();
  }
}
