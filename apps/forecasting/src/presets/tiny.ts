import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** Learns a plain pattern in seconds: for tests and first tries. */
export const tiny: Settings = {
  ...small,
  hiddenSize: 16,
  embeddingSize: 2,
  dropout: 0,
  epochBatches: 20,
  epochs: 5,
  learningRate: 0.01, // few and small weights bear large steps
  warmupSteps: 10,
  emaDecay: 0.9,
};
