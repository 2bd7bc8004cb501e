import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** M4 Hourly: 414 series of 700 to 960 hours, two days ahead. */
export const m4Hourly: Settings = {
  ...small,
  context: 3.5, // a week: fourteen steps of half a day
  hiddenSize: 128,
  segment: 12,
  members: 3,
  batchSize: 64,
  epochBatches: 100,
  epochs: 30,
  emaDecay: 0.998,
  weightDecay: 0.1,
};
