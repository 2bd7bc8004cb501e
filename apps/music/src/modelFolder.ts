import {
  configSchema,
  loadWeights,
  modelReader,
  readNetwork,
  writeNetwork,
  type ModelPlace,
} from '@reprise/app';
import { InputError, type Batch, type Weights } from '@reprise/core';
import { disposeParams, startEngine } from '@reprise/engine';
import { z } from 'zod';
import type { FrameModel } from './frames/frameModel.ts';
import { frameTask } from './frames/frameTask.ts';
import type { MelodyArchitecture } from './melody/architecture.ts';
import type { MelodyModel } from './melody/melodyModel.ts';
import { melodyTask } from './melody/melodyTask.ts';
import { settingsSchema, type Settings } from './settings.ts';
import type { Task, Trainable } from './task.ts';
import type { VoiceModel } from './voices/voiceModel.ts';
import { voiceTask, type VoiceArchitecture } from './voices/voiceTask.ts';

const schema = configSchema('music', { architecture: z.unknown(), settings: settingsSchema });

/** A model out of a folder. */
export interface Loaded<K extends Settings['model'], M, A> {
  readonly kind: K;
  readonly network: M;
  readonly architecture: A;
  readonly settings: Settings;
  /** Frees the network's memory. */
  dispose(): void;
}

export type LoadedVoices = Loaded<'voices', VoiceModel, VoiceArchitecture>;
export type LoadedFrames = Loaded<'frames', FrameModel, unknown>;
export type LoadedMelody = Loaded<'melody', MelodyModel, MelodyArchitecture>;
export type LoadedModel = LoadedVoices | LoadedFrames | LoadedMelody;

/** The folder of the model that ships: four voices, learned from Bach's chorales. */
export function shippedModel(): URL {
  return new URL('../model/', import.meta.url);
}

/**
 * Loads a model.
 * @param place a model's folder, its URL, or its files' contents by name
 * @throws InputError when no whole model is there
 */
export async function load(place: ModelPlace): Promise<LoadedModel> {
  const { config, weights } = await readNetwork(modelReader(place), schema);
  await startEngine();
  switch (config.settings.model) {
    case 'voices':
      return { kind: 'voices', ...build(voiceTask, config, weights) };
    case 'frames':
      return { kind: 'frames', ...build(frameTask, config, weights) };
    case 'melody':
      return { kind: 'melody', ...build(melodyTask, config, weights) };
  }
}

function build<P, B extends Batch, M extends Trainable<B>, A>(
  task: Task<P, B, M, A>,
  config: z.infer<typeof schema>,
  weights: Weights,
): Omit<Loaded<Settings['model'], M, A>, 'kind'> {
  const { settings } = config;
  const parsed = task.architecture.safeParse(config.architecture);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `model: config.json: architecture.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  const network = task.makeNetwork(parsed.data, settings);
  loadWeights(network.params, weights);
  return {
    network,
    architecture: parsed.data,
    settings,
    dispose: () => {
      disposeParams(network.params);
    },
  };
}

/** Writes a model into a folder, its weights as float16. */
export async function writeModel(
  folder: string,
  {
    architecture,
    settings,
    weights,
  }: { readonly architecture: unknown; readonly settings: Settings; readonly weights: Weights },
): Promise<void> {
  const config = { format: 1, task: 'music', architecture, settings };
  await writeNetwork(folder, { config, weights }, { storage: 'F16' });
}
