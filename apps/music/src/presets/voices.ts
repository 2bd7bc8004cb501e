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
  dropout: 0.1,
  inputDropout: 0,
  recurrentDropout: 0,
  transposition: 6, // as far as the voices' ranges allow
  batchTokens: 2400,
  epochs: 100,
  accumulate: 1,
  optimizer: 'adamw',
  learningRate: 0.004,
  schedule: 'cosine',
  warmupSteps: 100,
  weightDecay: 0.01,
  clipNorm: 1,
  averaging: 'ema',
  emaDecay: 0.997,
  bestCount: 1,
  patience: 0,
};
