import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** M4 Hourly: 414 series of 700 to 960 hours, two days ahead. */
export const m4Hourly: Settings = {
  ...small,
  context: 3.5, // a week: seven steps of a day
  hiddenSize: 128,
  members: 3,
  batchSize: 64,
  epochBatches: 100,
  epochs: 30,
  emaDecay: 0.998,
  weightDecay: 0.1,
};
