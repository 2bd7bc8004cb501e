import type { Baseline } from './baseline.ts';
import { ets } from './ets/ets.ts';
import { movingAverage } from './movingAverage.ts';
import { drift, naive, seasonalNaive } from './naive.ts';
import { theta } from './theta.ts';

/** The baselines by the names that tables and reports give them. */
export const BASELINES = { naive, drift, seasonalNaive, movingAverage, theta, ets } as const satisfies Record<
  string,
  Baseline
>;

export type BaselineName = keyof typeof BASELINES;
