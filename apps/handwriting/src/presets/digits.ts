import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** The pen digits of UCI: eight points each, one character. */
export const digits: Settings = {
  ...reader,
  hiddenSize: 64,
  // Between the eight points there is nothing but straight lines.
  spacing: 0.2,
  composed: 0,
  language: false,
  batchTokens: 4000,
  epochs: 40,
  warmupSteps: 100,
};
