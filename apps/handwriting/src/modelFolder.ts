import {
  buildModel,
  configSchema,
  modelReader,
  readNetwork,
  type ModelPlace,
  type ModelReader,
  type Network,
  type TaskModel,
} from '@reprise/app';
import { InputError } from '@reprise/core';
import { startEngine } from '@reprise/engine';
import { z } from 'zod';
import type { DrawingModel } from './draw/drawingModel.ts';
import { drawerTask, type DrawerArchitecture } from './draw/drawerTask.ts';
import type { ImageNetwork } from './imageReader/imageNetwork.ts';
import { imageTask } from './imageReader/imageTask.ts';
import type { Language } from './reader/language.ts';
import { readLanguage } from './reader/languageFiles.ts';
import type { PenReader } from './reader/penReader.ts';
import { readerTask, type ReaderArchitecture } from './reader/readerTask.ts';
import type { WriterModel } from './writer/writerModel.ts';
import { writerTask, type WriterArchitecture } from './writer/writerTask.ts';
import { settingsSchema, type Settings } from './settings.ts';

/** The name in config.json. */
export const APP = 'handwriting';

const schema = configSchema(APP, { architecture: z.unknown(), settings: settingsSchema });

/** A model out of a folder. */
type Loaded<K extends Settings['model'], M, A> = TaskModel<M, A, Settings> & { readonly kind: K };

export interface LoadedImageReader extends Loaded<'imageReader', ImageNetwork, ReaderArchitecture> {
  readonly language: Language | undefined;
}
export interface LoadedReader extends Loaded<'reader', PenReader, ReaderArchitecture> {
  /** what it knows of words, if anything */
  readonly language: Language | undefined;
}
export type LoadedWriter = Loaded<'writer', WriterModel, WriterArchitecture>;
export type LoadedDrawer = Loaded<'drawer', DrawingModel, DrawerArchitecture>;
export type LoadedModel = LoadedReader | LoadedImageReader | LoadedWriter | LoadedDrawer;

/** The models that ship: readers of ink and of pictures, and a writer. */
const SHIPPED: readonly string[] = ['reader', 'imageReader', 'writer'];

/** The folder of a model that ships. @throws InputError for a kind of which none does */
export function shippedModel(kind: Settings['model']): URL {
  if (SHIPPED.includes(kind)) return new URL(`../model/${kind}/`, import.meta.url);
  throw new InputError(`no model of the kind ${kind} ships; train one, and give its folder.`);
}

/** What {@link load} gives for a kind. */
export type LoadedOf<K extends Settings['model']> = Extract<LoadedModel, { readonly kind: K }>;

/**
 * Loads a model.
 * @param place a model's folder, its URL, or its files' contents by name
 * @param kind that is expected; without it, any
 * @throws InputError when no whole model is there, or one of another kind
 */
export async function load<K extends Settings['model']>(place: ModelPlace, kind?: K): Promise<LoadedOf<K>> {
  const read = modelReader(place);
  const network = await readNetwork(read, schema);
  const { model } = network.config.settings;
  if (kind !== undefined && model !== kind)
    throw new InputError(`model: expected a model of the kind ${kind}, got one of the kind ${model}.`);
  await startEngine();
  return (await build(network, read)) as LoadedOf<K>;
}

async function build(network: Network<z.infer<typeof schema>>, read: ModelReader): Promise<LoadedModel> {
  switch (network.config.settings.model) {
    case 'reader':
      return {
        kind: 'reader',
        language: await languageOf(network.config, read),
        ...buildModel(readerTask, network),
      };
    case 'imageReader':
      return {
        kind: 'imageReader',
        language: await languageOf(network.config, read),
        ...buildModel(imageTask, network),
      };
    case 'writer':
      return { kind: 'writer', ...buildModel(writerTask, network) };
    case 'drawer':
      return { kind: 'drawer', ...buildModel(drawerTask, network) };
  }
}

/** Asked for before the network is made, which would have to be freed if this failed. */
async function languageOf(
  { settings }: z.infer<typeof schema>,
  read: ModelReader,
): Promise<Language | undefined> {
  return settings.language ? readLanguage(read) : undefined;
}
