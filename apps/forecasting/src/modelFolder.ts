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
import { z } from 'zod';
import { parseCalibration, type Calibration } from './calibration/calibration.ts';
import { architectureSchema, makeNetwork, type Architecture } from './model/architecture.ts';
import { makeForecaster, type Forecaster } from './model/forecaster.ts';
import { settingsSchema, type Settings } from './settings.ts';

const schema = configSchema('forecasting', {
  architecture: architectureSchema,
  settings: settingsSchema,
  calibration: z.unknown().optional(),
  seen: z.record(z.string(), z.number()),
});

export interface ModelParts {
  readonly architecture: Architecture;
  readonly settings: Settings;
  readonly calibration?: Calibration | undefined;
  /** Where what the training saw of each series ends: see `seenOf`. */
  readonly seen: Readonly<Record<string, number>>;
  /** of each network of the ensemble */
  readonly weights: readonly Weights[];
}

/** A model out of a folder. */
export interface LoadedForecaster extends Forecaster {
  /** Where what the training saw of each series ends: see `seenOf`. */
  readonly seen: Readonly<Record<string, number>>;
}

/**
 * Loads a model.
 * @param place a model's folder, its URL, or its files' contents by name
 * @throws InputError when no whole model is there
 */
export async function load(place: ModelPlace): Promise<LoadedForecaster> {
  const { config, weights } = await readNetwork(modelReader(place), schema);
  await startEngine();
  const { architecture, settings } = config;
  const networks = Array.from({ length: settings.members }, (_, member) => {
    const network = makeNetwork(architecture, settings);
    loadWeights(network.params, ofMember(weights, member));
    return network;
  });
  const calibration =
    config.calibration === undefined ? undefined : parseCalibration(config.calibration, 'config.json');
  return { ...makeForecaster({ architecture, settings, networks, calibration }), seen: config.seen };
}

/** Writes a model into a folder, its weights as float16. */
export async function writeModel(
  folder: string,
  { architecture, settings, calibration, seen, weights }: ModelParts,
): Promise<void> {
  const named = new Map(
    weights.flatMap((member, index) =>
      [...member].map(([name, values]) => [`member${index}.${name}`, values] as const),
    ),
  );
  const config = {
    format: 1,
    task: 'forecasting',
    architecture,
    settings,
    ...(calibration && { calibration }),
    seen,
  };
  await writeNetwork(folder, { config, weights: named }, { storage: 'F16' });
}

function ofMember(weights: Weights, member: number): Weights {
  const prefix = `member${member}.`;
  return new Map(
    [...weights]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, values]) => [name.slice(prefix.length), values]),
  );
}
