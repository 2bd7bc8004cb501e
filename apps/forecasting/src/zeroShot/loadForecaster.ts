import { modelReader, type ModelPlace } from '@reprise/app';
import { InputError } from '@reprise/core/errors';
import { seasonLength } from '../data/frequency.ts';
import { load, type LoadedForecaster } from '../modelFolder.ts';
import { isZeroShotConfig, loadZeroShot, type ZeroShotTask } from './zeroShotModel.ts';

/** What is to be forecast; a trained model knows its horizon and its season. */
export type AskedTask = Pick<ZeroShotTask, 'frequency'> & {
  readonly [K in 'horizon' | 'season']?: number | undefined;
};

/**
 * Loads a model of either kind: one that was trained on some data for a horizon, or one that serves any series.
 * @throws InputError when no whole model is there, and without a horizon for a model that has none of its own
 */
export async function loadForecaster(place: ModelPlace, task: AskedTask): Promise<LoadedForecaster> {
  const config = await modelReader(place)('config.json');
  if (!isZeroShotConfig(config)) return load(place);
  const { frequency, horizon, season = seasonLength(frequency) } = task;
  if (horizon === undefined)
    throw new InputError('the model forecasts any number of steps: expected --horizon, how many.');
  // No series of anybody's was in its training.
  return { ...(await loadZeroShot(place, { frequency, horizon, season })), seen: {} };
}
