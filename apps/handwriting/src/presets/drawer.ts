import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** Free drawing by a decoder alone: sized for ten thousand kanji, some 400,000 steps an epoch. */
export const drawer: Settings = {
  ...reader,
  model: 'drawer',
  // Within the 256 to 512 of the paper, so that forty epochs take ten minutes on two cores: 4,100 steps of
  // 0.24 s of CPU.
  hiddenSize: 384,
  // A second layer costs as much as the first one again, and what a step needs of the past is where the pen is, which
  // it is told.
  layers: 1,
  dropout: 0.1,
  augmentation: 1,
  // As in the paper.
  components: 20,
  latentSize: 0,
  // About a hundred kanji, the paper's batch; more drawings in one step are faster, but learn less from an epoch.
  batchTokens: 4000,
  epochs: 40,
  learningRate: 0.003,
  warmupSteps: 200,
  weightDecay: 0.01,
  clipNorm: 1,
  // A mean over the last five epochs.
  emaDecay: 0.998,
};
