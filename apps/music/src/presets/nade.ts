import type { Settings } from '../settings.ts';
import { bernoulli } from './bernoulli.ts';

/** Frames of a piano roll, each key knowing those below it. */
export const nade: Settings = {
  ...bernoulli,
  head: 'nade',
  hiddenSize: 400,
  headSize: 256,
  recurrentDropout: 0.3,
  epochs: 100,
};
