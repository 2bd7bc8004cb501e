import {
  configSchema,
  loadWeights,
  modelReader,
  readNetwork,
  writeNetwork,
  type ModelPlace,
} from '@reprise/app';
import type { Weights } from '@reprise/core';
import { startEngine } from '@reprise/engine';
import type { Architecture } from '../model/architecture.ts';
import { makeForecaster, type Forecaster } from '../model/forecaster.ts';
import { LEVELS } from '../model/levels.ts';
import { ZeroShotRnn } from '../model/zeroShotRnn.ts';
import type { Frequency } from '../series.ts';
import { settingsSchema, type Settings } from '../settings.ts';
import { contextFor, knownSeason } from './zeroShotShape.ts';

const TASK = 'zeroShotForecasting';
const schema = configSchema(TASK, { settings: settingsSchema });

/** What a model that serves any series is asked to forecast. */
export interface ZeroShotTask {
  readonly frequency: Frequency;
  readonly horizon: number;
  /** steps after which the series may repeat; 1 for none */
  readonly season: number;
}

/** The model that ships with the package. */
export function shippedModel(): URL {
  return new URL('../../model/', import.meta.url);
}

/** Whether a config.json is that of a model that serves any series; what is damaged is not. */
export function isZeroShotConfig(config: Uint8Array): boolean {
  try {
    return (JSON.parse(new TextDecoder().decode(config)) as { task?: unknown } | null)?.task === TASK;
  } catch {
    return false;
  }
}

/**
 * Loads a model for one task.
 * @throws InputError when no whole model is there
 */
export async function loadZeroShot(place: ModelPlace, task: ZeroShotTask): Promise<Forecaster> {
  const { config, weights } = await readNetwork(modelReader(place), schema);
  await startEngine();
  const { settings } = config;
  const architecture = zeroShotArchitecture(task);
  const network = new ZeroShotRnn({ settings, season: knownSeason(task.season), levels: LEVELS });
  loadWeights(network.params, weights);
  return makeForecaster({ architecture, settings, networks: [network] });
}

/** Writes a model into a folder, its weights as float16. */
export async function writeZeroShotModel(
  folder: string,
  { settings, weights }: { readonly settings: Settings; readonly weights: Weights },
): Promise<void> {
  const config = { format: 1, task: TASK, settings };
  await writeNetwork(folder, { config, weights }, { storage: 'F16' });
}

function zeroShotArchitecture({ frequency, horizon, season }: ZeroShotTask): Architecture {
  return {
    horizon,
    context: contextFor(season),
    reach: 0,
    segment: 1,
    season,
    seasons: [],
    frequency,
    lags: [],
    levels: [...LEVELS],
    inputs: { calendar: [], future: [], past: [], statics: [], categories: [] },
  };
}
