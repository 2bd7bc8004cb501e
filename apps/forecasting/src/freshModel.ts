import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOptions } from '@reprise/app';
import type { LoadedDataSet } from './data/loadDataSet.ts';
import type { MethodEvaluations } from './evaluate.ts';
import type { Forecaster } from './model/forecaster.ts';
import { load } from './modelFolder.ts';
import { countKnown } from './series.ts';
import type { Settings } from './settings.ts';
import { train } from './train.ts';
import { readValues, type Values } from './values.ts';

export interface FreshModelOptions extends Pick<RunOptions, 'seed' | 'signal' | 'tell' | 'command'> {
  readonly data: LoadedDataSet<Values>;
  readonly settings: Settings;
  readonly horizon: number;
  readonly season?: number | undefined;
}

/** A model for one data set, and what it was worth on the set's own past. */
export interface FreshModel {
  readonly forecaster: Forecaster;
  /** on the last horizon; undefined where the series are too short to keep one back */
  readonly evaluation: MethodEvaluations | undefined;
}

/** Below so many horizons of values a series has none to spare for a validation and a test. */
const HORIZONS_TO_TEST = 4;
/** Below so many nothing is learned that a plain method does not know. */
const HORIZONS_TO_LEARN = 2;

/**
 * Trains a small model for a data set that has none.
 *
 * Where the longest series has four horizons or more, the last one is kept for a test and the one before for the
 * validation; where it has two, all of it is learned from and nothing is tested.
 * @returns `tooShort` where there is less; undefined where it was interrupted
 */
export async function freshModel(options: FreshModelOptions): Promise<FreshModel | 'tooShort' | undefined> {
  const { data, horizon, tell = () => undefined } = options;
  const longest = data.series.reduce((most, { values }) => Math.max(most, countKnown(readValues(values))), 0);
  if (longest < HORIZONS_TO_LEARN * horizon + 1) return 'tooShort';
  const isTested = longest >= HORIZONS_TO_TEST * horizon;
  if (!isTested)
    tell(`the series are too short to test forecasts of ${horizon} steps: all values are learned from`);
  const out = await mkdtemp(join(tmpdir(), 'reprise-forecasting-'));
  try {
    const steps = isTested ? {} : { testSteps: 0, validSteps: 0 };
    const { stopped, evaluation } = await train({ ...options, ...steps, out, checkpointEvery: 1_000_000 });
    if (stopped === 'aborted' || stopped === 'time') return undefined;
    return { forecaster: await load(out), evaluation };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
