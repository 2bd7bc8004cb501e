import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  InputError,
  loadTokenizer,
  readSafetensors,
  writeSafetensors,
  type Seq2SeqConfig,
  type StorageType,
  type Tokenizer,
  type Weights,
} from '@reprise/core';
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

export interface ModelFiles {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly tokenizers: Tokenizers;
}

/** Where a model is: a folder, the URL of one (file, http or https), or its files' contents by name. */
export type ModelPlace = string | URL | Readonly<Record<string, Uint8Array>>;

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const TOKENIZER = 'tokenizer.json';
/** the target's, where the languages have one each */
const TARGET_TOKENIZER = 'tokenizer.target.json';

/** Behind the name of a file that is not whole yet. Always the same, so that writing it anew leaves nothing behind. */
const UNFINISHED = '.tmp';

/** What a folder may hold already when a model is written into it. */
const OWN_FILES = new Set([
  CONFIG,
  WEIGHTS,
  TOKENIZER,
  TARGET_TOKENIZER,
  'README.md',
  'training.jsonl',
  'checkpoints',
]);

const configSchema = z.object({
  format: z.literal(1),
  task: z.literal('translation'),
  architecture: z.looseObject({}),
  settings: settingsSchema,
});

/** @throws InputError when a file is missing, damaged, or of another task or format */
export async function readModel(place: ModelPlace): Promise<ModelFiles> {
  const read = reader(place);
  const config = parseConfig(await read(CONFIG));
  const tokenizers = await loadTokenizers(read, config.settings.jointVocabulary);
  const { tensors } = readSafetensors(await read(WEIGHTS), WEIGHTS);
  return { config, weights: tensors, tokenizers };
}

type Read = (name: string) => Promise<Uint8Array>;

function reader(place: ModelPlace): Read {
  if (typeof place === 'object' && !(place instanceof URL)) {
    return (name) => Promise.resolve(place[name] ?? missing(name, 'the given files'));
  }
  if (place instanceof URL && place.protocol !== 'file:') {
    const folder = place.href.endsWith('/') ? place : new URL(`${place.href}/`);
    return async (name) => {
      const response = await fetch(new URL(name, folder));
      if (!response.ok) missing(name, `${place.href} (${response.status} ${response.statusText})`);
      return new Uint8Array(await response.arrayBuffer());
    };
  }
  const folder = place instanceof URL ? fileURLToPath(place) : place;
  return (name) => readFile(join(folder, name)).catch(() => missing(name, folder));
}

async function loadTokenizers(read: Read, joint: boolean): Promise<Tokenizers> {
  const loadNamed = async (name: string): Promise<Tokenizer> =>
    loadTokenizer(new TextDecoder().decode(await read(name)));
  const source = await loadNamed(TOKENIZER);
  return { source, target: joint ? source : await loadNamed(TARGET_TOKENIZER) };
}

function missing(name: string, place: string): never {
  throw new InputError(`model: expected ${name} in ${place}, found none. A finished training writes it.`);
}

function parseConfig(bytes: Uint8Array): ModelConfig {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new InputError(`model: ${CONFIG} is not JSON: ${(error as Error).message}`);
  }
  const result = configSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `model: ${CONFIG}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  return result.data as unknown as ModelConfig;
}

/**
 * Whether a training may write into a folder; changes nothing.
 * @throws InputError when it holds what no training wrote, or a training that is not to be resumed
 */
export async function checkFolder(folder: string, resume: boolean): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new InputError(`--out ${folder}: expected a folder (${message}).`);
  });
  const foreign = names.find((name) => !isOwn(name) && !name.startsWith('.'));
  if (foreign !== undefined) {
    throw new InputError(
      `--out ${folder}: expected an empty folder or a model's, found '${foreign}' in it. Choose another folder.`,
    );
  }
  if (names.some(isOwn) && !resume) {
    throw new InputError(
      `--out ${folder}: it holds a training already. Add --resume to go on with it, or choose another folder.`,
    );
  }
}

/** Also a file that was being written when a training was killed. */
function isOwn(name: string): boolean {
  return OWN_FILES.has(name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name);
}

/** Writes a model's files, each under a temporary name first. */
export async function writeModel(
  folder: string,
  { config, weights, tokenizers }: ModelFiles,
  { storage }: { storage: StorageType },
): Promise<void> {
  await writeTokenizers(folder, tokenizers);
  await writeAtomically(
    join(folder, WEIGHTS),
    writeSafetensors(weights, { dtype: storage, metadata: { format: 'pt' } }),
  );
  // Last, since a folder with a config.json is a whole model.
  await writeText(folder, CONFIG, `${JSON.stringify(config, null, 2)}\n`);
}

/** Writes one more file into a model's folder. */
export function writeText(folder: string, name: string, text: string): Promise<void> {
  return writeAtomically(join(folder, name), text);
}

export async function writeTokenizers(folder: string, { source, target }: Tokenizers): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeAtomically(join(folder, TOKENIZER), source.toJSON());
  // One that another try left there would make the vocabularies look separate.
  if (target === source) await rm(join(folder, TARGET_TOKENIZER), { force: true });
  else await writeAtomically(join(folder, TARGET_TOKENIZER), target.toJSON());
}

/** The tokenizers of a training that has begun in a folder. @throws InputError when they are gone */
export async function readTokenizers(folder: string): Promise<Tokenizers> {
  const joint = !(await readdir(folder)).includes(TARGET_TOKENIZER);
  return loadTokenizers(reader(folder), joint);
}

async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}${UNFINISHED}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The model that ships with the package. */
export function shippedModel(): URL {
  return new URL('../model/', import.meta.url);
}
