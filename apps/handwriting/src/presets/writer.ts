import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** Text to ink, in many hands. */
export const writer: Settings = {
  ...reader,
  model: 'writer',
  hiddenSize: 256,
  dropout: 0.1,
  // In x-heights, on straight lines: a character takes some 15 steps.
  spacing: 0.5,
  // Hands are to be learned as they are; a little keeps single ones from being learned by heart.
  augmentation: 0.3,
  composed: 0.2,
  batchTokens: 12_000,
  epochs: 5,
  learningRate: 0.002,
  warmupSteps: 200,
};
