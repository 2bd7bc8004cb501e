import { join } from 'node:path';
import {
  checkpointFolder,
  logFile,
  showProgress,
  type Batch,
  type CheckpointStore,
  type FitOptions,
} from '@reprise/core';

/** What every application's training takes, whatever it learns. */
export interface RunOptions {
  /** the folder of the model to be */
  readonly out: string;
  /** what all randomness follows from */
  readonly seed?: number;
  /** Goes on with the training in the folder. */
  readonly resume?: boolean;
  /** ends this run, not the training, after so long */
  readonly maxMinutes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** optimizer steps between two checkpoints, by default 200 */
  readonly checkpointEvery?: number;
  /** the command, for the model's card */
  readonly command?: string;
  /** What to tell the user, a line at a time; with it, progress is shown on stderr. By default there is silence. */
  readonly tell?: ((line: string) => void) | undefined;
}

/**
 * Where a training in the folder `out` keeps its checkpoints.
 * @param part its name, where the training consists of several and this is not the first
 */
export function checkpointsIn(out: string, part = ''): CheckpointStore {
  return checkpointFolder(join(out, 'checkpoints', part));
}

type FitRun = Pick<FitOptions<Batch>, 'checkpoints' | 'log' | 'progress' | 'maxMinutes' | 'signal'>;

/**
 * What `fit` takes of a run: where its checkpoints and its log are, what it shows, when it is cut off.
 * @param options.part as {@link checkpointsIn} takes it; each has a log of its own
 * @param settings of the training, and whatever else must be the same, as the seed must, for it to be resumed
 */
export function fitRun(
  options: RunOptions & { readonly seed: number; readonly part?: string | undefined },
  settings: Readonly<Record<string, unknown>>,
): FitRun {
  const { out, part, seed, resume = false, checkpointEvery = 200, tell, maxMinutes, signal } = options;
  return {
    checkpoints: {
      store: checkpointsIn(out, part),
      every: checkpointEvery,
      resume,
      configuration: { ...settings, seed },
    },
    log: logFile(join(out, part === undefined ? 'training.jsonl' : `training.${part}.jsonl`)),
    ...(tell ? { progress: showProgress() } : {}),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
    ...(signal ? { signal } : {}),
  };
}
