import { voices } from './voices.ts';
import type { Settings } from '../settings.ts';

/** Tunes: pitch and duration of each note. */
export const melody: Settings = {
  ...voices,
  model: 'melody',
  hiddenSize: 256,
  layers: 2,
  attention: true, // tunes repeat themselves
  lookback: true,
  dropout: 0.4,
  transposition: 0,
  batchTokens: 4000,
  epochs: 60,
};
