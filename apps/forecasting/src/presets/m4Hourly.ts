import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** M4 Hourly: 414 series of 700 to 960 hours, two days ahead. */
export const m4Hourly: Settings = {
  ...small,
  context: 7, // two weeks: fourteen steps of a day
  hiddenSize: 128,
  embeddingSize: 16,
  batchSize: 64,
  epochBatches: 100,
  epochs: 60,
  emaDecay: 0.998,
};
