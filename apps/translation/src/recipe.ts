import {
  adam,
  adamW,
  InputError,
  reduceOnPlateau,
  sgd,
  warmupCosine,
  type AdaptiveSchedule,
  type Optimizer,
  type Schedule,
} from '@reprise/core';
import type { PairSource } from './batches.ts';
import type { Settings } from './settings.ts';

/** The update rule that the settings ask for. */
export function makeOptimizer({ optimizer, weightDecay }: Settings): Optimizer {
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
export function makeSchedule(settings: Settings, source: PairSource): Schedule | AdaptiveSchedule {
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
