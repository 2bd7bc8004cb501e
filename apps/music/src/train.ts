import {
  checkFolder,
  trainTask,
  type RunOptions,
  type TaskModel,
  type TaskResult,
  type Trainable,
} from '@reprise/app';
import type { Batch } from '@reprise/core';
import type { DuplicatePolicy } from './data/duplicates.ts';
import { frameTask } from './frames/frameTask.ts';
import { melodyTask } from './melody/melodyTask.ts';
import { APP, load } from './modelFolder.ts';
import type { Settings } from './settings.ts';
import { SCORE_WORDS, type Task } from './task.ts';
import { voiceTask } from './voices/voiceTask.ts';

export interface TrainOptions extends RunOptions {
  /** a file or a folder of pieces, as the kind of model takes them */
  readonly data: string;
  /** what is done about pieces that are in two splits (default `refuse`) */
  readonly duplicates?: DuplicatePolicy | undefined;
  readonly settings: Settings;
}

export type TrainResult = TaskResult;

const TITLES: Readonly<Record<Settings['model'], string>> = {
  voices: 'A model of four-voice chorales',
  frames: 'A model of piano rolls',
  melody: 'A model of melodies',
};

/**
 * Trains a model and writes it to a folder; killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for data, settings or a folder that cannot be used
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { out, settings, resume = false } = options;
  await checkFolder(out, { resume });
  switch (settings.model) {
    case 'voices':
      return run(voiceTask, options);
    case 'frames':
      return run(frameTask, options);
    case 'melody':
      return run(melodyTask, options);
  }
}

async function run<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  options: TrainOptions,
): Promise<TrainResult> {
  const { data, duplicates, settings } = options;
  return trainTask(task, await task.load(data, { duplicates }), {
    ...options,
    data: [data],
    app: APP,
    title: TITLES[settings.model],
    words: SCORE_WORDS,
    load: async (folder) => (await load(folder)) as unknown as TaskModel<M, A, Settings>,
  });
}
