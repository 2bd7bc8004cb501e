import type { Settings } from '../settings.ts';
import { multi30k } from './multi30k.ts';

/** Learns the tiny corpus in seconds: for tests and first tries. */
export const tiny: Settings = {
  ...multi30k,
  vocabSize: 400,
  embeddingSize: 32,
  encoderSize: 32,
  decoderSize: 64,
  dropout: 0.1,
  labelSmoothing: 0,
  epochs: 20,
  batchTokens: 400,
  learningRate: 0.01, // few and small weights bear large steps
  warmupSteps: 10,
  weightDecay: 0,
  clipNorm: 5,
  averaging: 'none',
};
