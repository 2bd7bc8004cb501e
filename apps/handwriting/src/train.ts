import {
  checkFolder,
  trainTask,
  type RunOptions,
  type TaskModel,
  type TaskResult,
  type Trainable,
} from '@reprise/app';
import type { Corpus } from '@reprise/app/corpus';
import { InputError, type Batch } from '@reprise/core';
import { drawerTask } from './draw/drawerTask.ts';
import { imageTask } from './imageReader/imageTask.ts';
import type { WordReader } from './metrics/wordReading.ts';
import { APP, load } from './modelFolder.ts';
import { readerTask } from './reader/readerTask.ts';
import type { Settings } from './settings.ts';
import { SCORE_WORDS, type DataPaths, type Task } from './task.ts';
import { legibleCorpus } from './writer/legibleInks.ts';
import { writerTask } from './writer/writerTask.ts';

export interface TrainOptions extends RunOptions, DataPaths {
  readonly settings: Settings;
  /** of a writer: it learns from what this one reads as its text */
  readonly reader?: WordReader | undefined;
}

export type TrainResult = TaskResult;

const TITLES: Readonly<Record<Settings['model'], string>> = {
  reader: 'A reader of ink',
  imageReader: 'A reader of pictures of handwriting',
  writer: 'A writer of text by hand',
  drawer: 'A model of drawings',
};

/**
 * Trains a model and writes it to a folder; killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for data, settings or a folder that cannot be used
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { settings, reader } = options;
  if (reader && settings.model !== 'writer')
    throw new InputError(
      `train: expected a reader only for a writer, got one for a model of the kind ${settings.model}.`,
    );
  switch (settings.model) {
    case 'reader':
      return run(readerTask, options);
    case 'imageReader':
      return run(imageTask, options);
    case 'writer':
      return run(writerTask, options, (corpus) => (reader ? legibleCorpus(corpus, reader) : corpus));
    case 'drawer':
      return run(drawerTask, options);
  }
}

async function run<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  options: TrainOptions,
  choose = (corpus: Corpus<P>): Corpus<P> => corpus,
): Promise<TrainResult> {
  const { out, settings, resume = false, tell = () => undefined } = options;
  await checkFolder(out, { resume, files: task.files ?? [] });
  const corpus = choose(await task.load(options));
  return trainTask(task, corpus, {
    ...options,
    app: APP,
    title: TITLES[settings.model],
    words: SCORE_WORDS,
    load: async (folder) => (await load(folder)) as unknown as TaskModel<M, A, Settings>,
    complete: (network, architecture) =>
      task.complete?.(network, corpus, { architecture, settings, paths: options, folder: out, tell }) ??
      Promise.resolve(),
  });
}
