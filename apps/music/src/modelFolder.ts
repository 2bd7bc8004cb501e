import {
  buildModel,
  configSchema,
  modelReader,
  readNetwork,
  type ModelPlace,
  type TaskModel,
} from '@reprise/app';
import { startEngine } from '@reprise/engine';
import { z } from 'zod';
import type { FrameModel } from './frames/frameModel.ts';
import { frameTask } from './frames/frameTask.ts';
import type { MelodyArchitecture } from './melody/architecture.ts';
import type { MelodyModel } from './melody/melodyModel.ts';
import { melodyTask } from './melody/melodyTask.ts';
import { settingsSchema, type Settings } from './settings.ts';
import type { VoiceModel } from './voices/voiceModel.ts';
import { voiceTask, type VoiceArchitecture } from './voices/voiceTask.ts';

/** The name in config.json. */
export const APP = 'music';

const schema = configSchema(APP, { architecture: z.unknown(), settings: settingsSchema });

/** A model out of a folder. */
type Loaded<K extends Settings['model'], M, A> = TaskModel<M, A, Settings> & { readonly kind: K };

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
  const network = await readNetwork(modelReader(place), schema);
  await startEngine();
  switch (network.config.settings.model) {
    case 'voices':
      return { kind: 'voices', ...buildModel(voiceTask, network) };
    case 'frames':
      return { kind: 'frames', ...buildModel(frameTask, network) };
    case 'melody':
      return { kind: 'melody', ...buildModel(melodyTask, network) };
  }
}
