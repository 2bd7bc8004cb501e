import { fitRecipe, fitRun, type RunOptions } from '@reprise/app';
import { fit, setWeights, type FitResult } from '@reprise/core';
import { disposeParams, Rng, scope } from '@reprise/engine';
import { makeNetwork, shapeOf, type Architecture } from './model/architecture.ts';
import type { Network } from './model/network.ts';
import { windowCutter, type WindowBatch } from './model/window.ts';
import { windowSource } from './model/windowSource.ts';
import type { Settings } from './settings.ts';
import type { Split } from './split.ts';

/** Windows of the validation that are measured after each epoch, spread evenly over all of them. */
const VALIDATED = 1024;
const BATCH_SIZE = 256;
/** So that ensembles of neighbouring seeds have no member in common. */
const SEED_STRIDE = 1000;

export interface TrainNetworkOptions extends RunOptions {
  readonly seed: number;
  /** its number in the ensemble */
  readonly member: number;
  readonly architecture: Architecture;
  readonly settings: Settings;
  readonly split: Pick<Split, 'train' | 'valid'>;
}

/** A network with the weights to use; the caller frees its parameters. Undefined where the run was cut off. */
export interface TrainedNetwork {
  readonly network: Network | undefined;
  readonly result: FitResult;
}

/** Trains one network of an ensemble; killed at any moment, it goes on with `resume` to the same bits. */
export async function trainNetwork(options: TrainNetworkOptions): Promise<TrainedNetwork> {
  const { architecture, settings, split, member } = options;
  const { horizon, season } = architecture;
  const seed = options.seed + SEED_STRIDE * member;
  const cutter = windowCutter(split.train, architecture.inputs, shapeOf(architecture, settings));
  const source = windowSource(split.train, cutter, { ...settings, fewest: Math.max(horizon, season), seed });
  const rng = Rng.fromSeed(seed);
  const network = makeNetwork(architecture, settings, rng.fold('model'));
  const recipe = fitRecipe(settings, source);
  // The first one's checkpoints are where those of a single network are.
  const part = member > 0 ? `${member}` : undefined;
  const run = fitRun({ ...options, seed, part }, { ...settings, horizon, season });
  let isKept = false;
  try {
    const result = await fit({
      ...recipe,
      ...run,
      params: network.params,
      source,
      loss: (batch, noise) => network.loss(batch, noise),
      rng: rng.fold('training'),
      ...(split.valid.origins.length > 0 ? { validate: validation(network, options) } : {}),
    });
    const isDone = result.stopped === 'done' || result.stopped === 'early';
    if (isDone) setWeights(network.params, result.weights);
    isKept = isDone;
    return { network: isDone ? network : undefined, result };
  } finally {
    recipe.optimizer.dispose();
    if (!isKept) disposeParams(network.params);
  }
}

/** The loss on windows that lie behind those of the training. */
function validation(
  network: Network,
  { architecture, settings, split }: TrainNetworkOptions,
): () => { loss: number } {
  const { data, origins } = split.valid;
  const every = Math.ceil(origins.length / VALIDATED);
  const chosen = origins.filter((_, index) => index % every === 0);
  const cutter = windowCutter(data, architecture.inputs, shapeOf(architecture, settings));
  const batches: WindowBatch[] = [];
  for (let from = 0; from < chosen.length; from += BATCH_SIZE)
    batches.push(cutter.cut(chosen.slice(from, from + BATCH_SIZE)));
  return () => {
    let [sum, tokens] = [0, 0];
    for (const batch of batches) {
      sum += batch.tokens * scope(() => network.loss(batch).dataSync()[0] as number);
      tokens += batch.tokens;
    }
    return { loss: sum / tokens };
  };
}
