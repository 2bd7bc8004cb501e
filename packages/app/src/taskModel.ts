import { InputError, type Batch, type Weights } from '@reprise/core';
import { disposeParams } from '@reprise/engine';
import { loadWeights, writeNetwork, type Network } from './modelFolder.ts';
import type { Task, TaskSettings, Trainable } from './task.ts';

/** What config.json of a {@link Task}'s model says. */
export interface TaskConfig<S> {
  readonly architecture: unknown;
  readonly settings: S;
}

/** A model out of a folder. */
export interface TaskModel<M, A, S> {
  readonly network: M;
  readonly architecture: A;
  readonly settings: S;
  /** Frees the network's memory. */
  dispose(): void;
}

/** The network that a folder holds. @throws InputError when its architecture or its weights are not the task's */
export function buildModel<P, B extends Batch, M extends Trainable<B>, A, S extends TaskSettings>(
  task: Task<P, B, M, A, S>,
  { config: { architecture, settings }, weights }: Network<TaskConfig<S>>,
): TaskModel<M, A, S> {
  const parsed = task.architecture.safeParse(architecture);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `model: config.json: architecture.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  const network = task.makeNetwork(parsed.data, settings);
  loadWeights(network.params, weights);
  return {
    network,
    architecture: parsed.data,
    settings,
    dispose: () => {
      disposeParams(network.params);
    },
  };
}

/** Writes a model into a folder, its weights as float16. @param app the name in its config.json */
export async function writeModel<S>(
  folder: string,
  app: string,
  { architecture, settings, weights }: TaskConfig<S> & { readonly weights: Weights },
): Promise<void> {
  const config = { format: 1, task: app, architecture, settings };
  await writeNetwork(folder, { config, weights }, { storage: 'F16' });
}
