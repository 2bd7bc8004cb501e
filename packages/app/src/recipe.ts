import {
  adam,
  adamW,
  InputError,
  reduceOnPlateau,
  sgd,
  warmupCosine,
  type AdaptiveSchedule,
  type Batch,
  type BatchSource,
  type FitOptions,
  type Optimizer,
  type Schedule,
} from '@reprise/core';
import type { Recipe } from './settings/recipeSettings.ts';

/** The update rule that the settings ask for. */
export function makeOptimizer({
  optimizer,
  weightDecay,
}: Pick<Recipe, 'optimizer' | 'weightDecay'>): Optimizer {
  switch (optimizer) {
    case 'adamw':
      return adamW({ weightDecay });
    case 'adam':
      return adam({ weightDecay });
    case 'sgd':
      return sgd({ momentum: 0.9, weightDecay });
  }
}

/**
 * The course of the learning rate that the settings ask for.
 * @throws InputError when the warm-up is longer than the training
 */
export function makeSchedule(
  settings: Pick<Recipe, 'schedule' | 'learningRate' | 'warmupSteps' | 'epochs' | 'accumulate'>,
  source: Pick<BatchSource<Batch>, 'batchesIn'>,
): Schedule | AdaptiveSchedule {
  const { schedule, learningRate, warmupSteps, epochs, accumulate } = settings;
  const warmUp: Schedule = (step) => learningRate * Math.min(1, step / Math.max(1, warmupSteps));
  switch (schedule) {
    case 'constant':
      return warmUp;
    case 'cosine': {
      const steps = epochs * Math.ceil(source.batchesIn(0) / accumulate);
      if (steps <= warmupSteps) {
        throw new InputError(
          `train: expected more steps than warmupSteps (${warmupSteps}), got ${steps}; lower that setting.`,
        );
      }
      return warmupCosine({ learningRate, warmupSteps, steps });
    }
    case 'plateau':
      // Halved, and soon: an epoch is long, and early stopping waits for no more than a few of them.
      return reduceOnPlateau(warmUp, { factor: 0.5, patience: 1 });
  }
}

type FitRecipe = Pick<
  FitOptions<Batch>,
  'optimizer' | 'schedule' | 'epochs' | 'accumulate' | 'clipNorm' | 'averaging' | 'earlyStopping'
>;

/**
 * What `fit` takes from the settings; its optimizer is the caller's to dispose of.
 * @throws InputError as {@link makeSchedule} does
 */
export function fitRecipe(settings: Recipe, source: Pick<BatchSource<Batch>, 'batchesIn'>): FitRecipe {
  const { epochs, accumulate, clipNorm, averaging, emaDecay, bestCount, patience } = settings;
  return {
    schedule: makeSchedule(settings, source),
    optimizer: makeOptimizer(settings),
    epochs,
    accumulate,
    clipNorm,
    ...(averaging === 'ema' ? { averaging: { kind: 'ema', decay: emaDecay } } : {}),
    ...(averaging === 'best' ? { averaging: { kind: 'best', count: bestCount } } : {}),
    ...(patience > 0 ? { earlyStopping: { patience } } : {}),
  };
}
