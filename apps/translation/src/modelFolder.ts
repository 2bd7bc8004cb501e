import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  configSchema,
  modelReader,
  readNetwork,
  writeModelFile,
  writeNetwork,
  type ModelPlace,
  type ModelReader,
  type Network,
} from '@reprise/app';
import { loadTokenizer, type Seq2SeqConfig, type StorageType, type Tokenizer } from '@reprise/core';
import { z } from 'zod';
import { settingsSchema, type Settings } from './settings.ts';
import type { Tokenizers } from './examples.ts';

/** What a model is made of, beside its weights and tokenizers: its config.json. */
export interface ModelConfig {
  /** the version of this form */
  readonly format: 1;
  readonly task: 'translation';
  readonly architecture: Seq2SeqConfig;
  /** how it was trained */
  readonly settings: Settings;
}

export interface ModelFiles extends Network<ModelConfig> {
  readonly tokenizers: Tokenizers;
}

const TOKENIZER = 'tokenizer.json';
/** the target's, where the languages have one each */
const TARGET_TOKENIZER = 'tokenizer.target.json';

/** What a translator's folder has beside what every model's has. */
export const TOKENIZER_FILES: readonly string[] = [TOKENIZER, TARGET_TOKENIZER];

const schema = configSchema('translation', { architecture: z.looseObject({}), settings: settingsSchema });

/** @throws InputError when a file is missing, damaged, or of another task or format */
export async function readModel(place: ModelPlace): Promise<ModelFiles> {
  const read = modelReader(place);
  const { config, weights } = await readNetwork(read, schema);
  const tokenizers = await loadTokenizers(read, config.settings.jointVocabulary);
  return { config: config as unknown as ModelConfig, weights, tokenizers };
}

async function loadTokenizers(read: ModelReader, joint: boolean): Promise<Tokenizers> {
  const loadNamed = async (name: string): Promise<Tokenizer> =>
    loadTokenizer(new TextDecoder().decode(await read(name)));
  const source = await loadNamed(TOKENIZER);
  return { source, target: joint ? source : await loadNamed(TARGET_TOKENIZER) };
}

/** Writes a model's files, each under a temporary name first. */
export async function writeModel(
  folder: string,
  { tokenizers, ...network }: ModelFiles,
  options: { readonly storage: StorageType },
): Promise<void> {
  await writeTokenizers(folder, tokenizers);
  await writeNetwork(folder, network, options);
}

export async function writeTokenizers(folder: string, { source, target }: Tokenizers): Promise<void> {
  await writeModelFile(folder, TOKENIZER, source.toJSON());
  // One that another try left there would make the vocabularies look separate.
  if (target === source) await rm(join(folder, TARGET_TOKENIZER), { force: true });
  else await writeModelFile(folder, TARGET_TOKENIZER, target.toJSON());
}

/** The tokenizers of a training that has begun in a folder. @throws InputError when they are gone */
export async function readTokenizers(folder: string): Promise<Tokenizers> {
  const joint = !(await readdir(folder)).includes(TARGET_TOKENIZER);
  return loadTokenizers(modelReader(folder), joint);
}

/** The model that ships with the package. */
export function shippedModel(): URL {
  return new URL('../model/', import.meta.url);
}
