import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/**
 * The transformers' hourly loads (ETTh1, ETTh2), as they are usually measured: values standardised beforehand, mean squared
 * error. `context` is to make 720 hours: 7.5 horizons of 96.
 */
export const ett: Settings = {
  ...small,
  context: 7.5,
  hiddenSize: 128,
  seriesEmbedding: true, // seven series that are always the same
  segment: 24,
  loss: 'squared',
  scaling: 'none',
  nonNegative: false,
  dropout: 0.3,
  calibration: false,
  batchSize: 64,
  epochBatches: 100,
  epochs: 8,
  weightDecay: 1,
};
