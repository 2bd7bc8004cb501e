import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** To see that all works: learns in seconds, and little. */
export const tiny: Settings = {
  ...reader,
  hiddenSize: 24,
  layers: 2,
  dropout: 0,
  spacing: 0.2,
  embeddingSize: 8,
  components: 3,
  windows: 3,
  encoderSize: 16,
  batchTokens: 1000,
  epochs: 2,
  warmupSteps: 0,
  emaDecay: 0.9,
};
