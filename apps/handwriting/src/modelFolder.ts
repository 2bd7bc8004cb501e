import {
  configSchema,
  loadWeights,
  modelReader,
  readNetwork,
  writeNetwork,
  type ModelPlace,
  type ModelReader,
} from '@reprise/app';
import { InputError, type Batch, type Weights } from '@reprise/core';
import { disposeParams, startEngine } from '@reprise/engine';
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
import type { Task, Trainable } from './task.ts';

const schema = configSchema('handwriting', { architecture: z.unknown(), settings: settingsSchema });

/** A model out of a folder. */
export interface Loaded<K extends Settings['model'], M, A> {
  readonly kind: K;
  readonly network: M;
  readonly architecture: A;
  readonly settings: Settings;
  /** Frees the network's memory. */
  dispose(): void;
}

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

/**
 * Loads a model.
 * @param place a model's folder, its URL, or its files' contents by name
 * @throws InputError when no whole model is there
 */
export async function load(place: ModelPlace): Promise<LoadedModel> {
  const read = modelReader(place);
  const { config, weights } = await readNetwork(read, schema);
  await startEngine();
  switch (config.settings.model) {
    case 'reader':
      return {
        kind: 'reader',
        language: await languageOf(config, read),
        ...build(readerTask, config, weights),
      };
    case 'imageReader':
      return {
        kind: 'imageReader',
        language: await languageOf(config, read),
        ...build(imageTask, config, weights),
      };
    case 'writer':
      return { kind: 'writer', ...build(writerTask, config, weights) };
    case 'drawer':
      return { kind: 'drawer', ...build(drawerTask, config, weights) };
  }
}

/** Asked for before the network is made, which would have to be freed if this failed. */
async function languageOf(
  { settings }: z.infer<typeof schema>,
  read: ModelReader,
): Promise<Language | undefined> {
  return settings.language ? readLanguage(read) : undefined;
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
  const config = { format: 1, task: 'handwriting', architecture, settings };
  await writeNetwork(folder, { config, weights }, { storage: 'F16' });
}
