import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** Text to ink, in many hands. */
export const writer: Settings = {
  ...reader,
  model: 'writer',
  // Eight epochs take less than an hour on two cores.
  hiddenSize: 320,
  dropout: 0.1,
  // In x-heights, on straight lines: a character takes some 13 steps, and a reader makes no more errors of such ink than
  // of what the tablet recorded (measured on validation words: 8.5 % of the characters both).
  spacing: 0.9,
  // Hands are to be learned as they are; a little keeps single ones from being learned by heart.
  augmentation: 0.3,
  // A line is as long as three words; spaces and marks are learned from few.
  composed: 0.08,
  // Twice as many updates as with 12,000, at nine tenths of the speed.
  batchTokens: 6000,
  epochs: 8,
  learningRate: 0.002,
  warmupSteps: 300,
};
