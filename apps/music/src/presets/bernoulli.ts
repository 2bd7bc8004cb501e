import type { Settings } from '../settings.ts';
import { voices } from './voices.ts';

/** Frames of a piano roll, each key by itself: the published measure of polyphonic music. */
export const bernoulli: Settings = {
  ...voices,
  model: 'frames',
  cell: 'lstm',
  hiddenSize: 512,
  layers: 1,
  head: 'bernoulli',
  dropout: 0.5, // 229 pieces
  inputDropout: 0.2,
  recurrentDropout: 0.4,
  transposition: 0, // the data are in C
  batchTokens: 1200,
  epochs: 150,
  learningRate: 0.005,
  warmupSteps: 50,
  emaDecay: 0.99,
};
