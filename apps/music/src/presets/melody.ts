import { voices } from './voices.ts';
import type { Settings } from '../settings.ts';

/** Tunes: pitch and duration of each note. */
export const melody: Settings = {
  ...voices,
  model: 'melody',
  hiddenSize: 192,
  layers: 1,
  embeddingSize: 16,
  headSize: 96,
  attention: true, // tunes repeat themselves
  lookback: true,
  dropout: 0.25,
  transposition: 0,
  batchTokens: 3000,
  epochs: 12,
  learningRate: 0.005,
  emaDecay: 0.99,
};
