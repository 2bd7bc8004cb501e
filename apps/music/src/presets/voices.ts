import type { Settings } from '../settings.ts';

/** The default: chorales, to continue, harmonise and compose. */
export const voices: Settings = {
  model: 'voices',
  cell: 'lstm',
  hiddenSize: 288,
  layers: 2,
  embeddingSize: 24,
  readerSize: 160,
  headSize: 160,
  head: 'bernoulli',
  attention: false,
  lookback: false,
  chords: false,
  dropout: 0.3,
  inputDropout: 0,
  recurrentDropout: 0,
  transposition: 6, // as far as the voices' ranges allow
  batchTokens: 6000,
  epochs: 200,
  accumulate: 1,
  optimizer: 'adamw',
  learningRate: 0.003,
  schedule: 'cosine',
  warmupSteps: 100,
  weightDecay: 0.01,
  clipNorm: 1,
  averaging: 'ema',
  emaDecay: 0.998,
  bestCount: 1,
  patience: 0,
};
