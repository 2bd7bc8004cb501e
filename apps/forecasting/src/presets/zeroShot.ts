import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** The model that ships: trained on generated series, for series that are too short to learn from. */
export const zeroShot: Settings = {
  ...small,
  model: 'zeroShot',
  hiddenSize: 96,
  layers: 2,
  embeddingSize: 0,
  dropout: 0, // no series comes twice: there is nothing to learn by heart
  calibration: false,
  batchSize: 128,
  epochBatches: 250,
  epochs: 24,
  learningRate: 0.003,
  warmupSteps: 200,
  emaDecay: 0.999,
};
