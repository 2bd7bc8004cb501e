import { fitRecipe, fitRun, type RunOptions } from '@reprise/app';
import { fit, type FitResult } from '@reprise/core';
import { disposeParams, Rng, scope } from '@reprise/engine';
import { LEVELS } from '../model/levels.ts';
import { ZeroShotRnn } from '../model/zeroShotRnn.ts';
import type { Settings } from '../settings.ts';
import { generateBatch, generatedSource } from './generatedSource.ts';

export interface PretrainNetworkOptions extends RunOptions {
  readonly settings: Settings;
  readonly seed: number;
}

/** Batches of generated series, none of them in the training, whose loss is measured after each epoch. */
const VALIDATED = 40;

/** Trains the zero-shot network; killed at any moment, it goes on with `resume` to the same bits. */
export async function pretrainNetwork(options: PretrainNetworkOptions): Promise<FitResult> {
  const { settings, seed } = options;
  const { batchSize } = settings;
  const rng = Rng.fromSeed(seed);
  const source = generatedSource({ ...settings, seed });
  const network = new ZeroShotRnn({ settings, season: 1, levels: LEVELS, rng: rng.fold('model') });
  const recipe = fitRecipe(settings, source);
  const held = Array.from({ length: VALIDATED }, (_, number) =>
    generateBatch(rng.fold('validation', number), batchSize),
  );
  try {
    return await fit({
      ...recipe,
      ...fitRun(options, { ...settings }),
      params: network.params,
      source,
      loss: (batch, noise) => network.seasonLoss(batch, batch.season, noise),
      rng: rng.fold('training'),
      validate: () => {
        let [sum, tokens] = [0, 0];
        for (const batch of held) {
          sum += batch.tokens * scope(() => network.seasonLoss(batch, batch.season).dataSync()[0] as number);
          tokens += batch.tokens;
        }
        return { loss: sum / tokens };
      },
    });
  } finally {
    recipe.optimizer.dispose();
    disposeParams(network.params);
  }
}
