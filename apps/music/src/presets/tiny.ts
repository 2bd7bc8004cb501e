import type { Settings } from '../settings.ts';
import { voices } from './voices.ts';

/** To see that all works: learns in seconds, and little. */
export const tiny: Settings = {
  ...voices,
  hiddenSize: 32,
  layers: 1,
  embeddingSize: 8,
  readerSize: 16,
  headSize: 32,
  dropout: 0,
  transposition: 0,
  batchTokens: 1000,
  epochs: 2,
  warmupSteps: 0,
  emaDecay: 0.9,
};
