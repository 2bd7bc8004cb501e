import type { Settings } from '../settings.ts';

/** The default: data of your own, of one series to some thousands, learned in minutes. */
export const small: Settings = {
  model: 'mqrnn',
  context: 4, // what is older is seldom needed beside the season
  cell: 'gru',
  hiddenSize: 64,
  layers: 1,
  embeddingSize: 8,
  seriesEmbedding: false, // learns the past of each series by heart
  distribution: 'studentT',
  segment: 0, // a season at a time: few steps, and the same place in the season is the same input
  attention: false,
  loss: 'quantile',
  scaling: 'standard', // series of any level and size look alike
  anchor: 'seasonal', // starts from past seasons, and learns what to change of them
  nonNegative: true,
  dropout: 0.1,
  weighting: 'series',
  members: 1,
  calibration: true,
  batchSize: 32,
  epochBatches: 50,
  epochs: 20,
  accumulate: 1,
  optimizer: 'adamw',
  learningRate: 0.002,
  schedule: 'cosine',
  warmupSteps: 50,
  weightDecay: 0.01,
  clipNorm: 1,
  averaging: 'ema',
  emaDecay: 0.99,
  bestCount: 1,
  patience: 0,
};
