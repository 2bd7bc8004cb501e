import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  InputError,
  readSafetensors,
  setWeights,
  writeSafetensors,
  type StorageType,
  type Weights,
} from '@reprise/core';
import { disposeParams, type ParamTree } from '@reprise/engine';
import { z } from 'zod';
import { replaceFile } from './wholeFile.ts';

/** Where a model is: a folder, the URL of one (file, http or https), or its files' contents by name. */
export type ModelPlace = string | URL | Readonly<Record<string, Uint8Array>>;

/** Reads a file of a model. @throws InputError when it is not there */
export type ModelReader = (name: string) => Promise<Uint8Array>;

/** What every model's folder holds, beside what its task adds. */
export interface Network<C = unknown> {
  /** what config.json says: the task, the architecture, how it was trained */
  readonly config: C;
  readonly weights: Weights;
}

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';

/** What a training of any task leaves in its folder. */
const OWN_FILES: readonly string[] = [CONFIG, WEIGHTS, 'README.md', 'training.jsonl', 'checkpoints'];

/** The logs of trainings that consist of several. */
const PART_LOG = /^training\.[\w-]+\.jsonl$/u;

/** Behind the name of a file that is not whole yet. Always the same, so that writing it anew leaves nothing behind. */
const UNFINISHED = '.tmp';

/** The form of a config.json, version 1, of models of one task. */
export function configSchema<T extends string, S extends z.ZodRawShape>(
  task: T,
  shape: S,
): z.ZodObject<{ format: z.ZodLiteral<1>; task: z.ZodLiteral<T> } & S> {
  return z.object({ format: z.literal(1), task: z.literal(task), ...shape });
}

/** Reads from wherever a model is; nothing is looked for before a file is asked for. */
export function modelReader(place: ModelPlace): ModelReader {
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

function missing(name: string, place: string): never {
  throw new InputError(`model: expected ${name} in ${place}, found none. A finished training writes it.`);
}

/**
 * Reads config.json, as the {@link configSchema} of its task has it, and the weights.
 * @throws InputError when a file is missing, damaged, or of another task or format
 */
export async function readNetwork<S extends z.ZodType>(
  read: ModelReader,
  schema: S,
): Promise<Network<z.infer<S>>> {
  const config = parseConfig(await read(CONFIG), schema);
  const { tensors } = readSafetensors(await read(WEIGHTS), WEIGHTS);
  return { config, weights: tensors };
}

function parseConfig<S extends z.ZodType>(bytes: Uint8Array, schema: S): z.infer<S> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new InputError(`model: ${CONFIG} is not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `model: ${CONFIG}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`,
    );
  }
  return result.data;
}

/**
 * Gives a network made from a config.json the weights beside it; where they do not fit, its parameters are freed.
 * @throws InputError when the weights are those of another network
 */
export function loadWeights(params: ParamTree, weights: Weights): void {
  try {
    setWeights(params, weights);
  } catch (error) {
    disposeParams(params);
    throw new InputError(`model: the weights are not those of its config.json: ${(error as Error).message}`);
  }
}

/**
 * Whether a training may write into a folder; changes nothing.
 * @param options.files the names of what the task adds to a model's folder
 * @throws InputError when it holds what no training wrote, or a training that is not to be resumed
 */
export async function checkFolder(
  folder: string,
  { resume, files = [] }: { readonly resume: boolean; readonly files?: readonly string[] },
): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new InputError(`--out ${folder}: expected a folder (${message}).`);
  });
  const own = [...OWN_FILES, ...files].flatMap((name) => [name, `${name}${UNFINISHED}`]);
  const foreign = names.find((name) => !own.includes(name) && !name.startsWith('.') && !PART_LOG.test(name));
  if (foreign !== undefined) {
    throw new InputError(
      `--out ${folder}: expected an empty folder or a model's, found '${foreign}' in it. Choose another folder.`,
    );
  }
  if (names.some((name) => own.includes(name)) && !resume) {
    throw new InputError(
      `--out ${folder}: it holds a training already. Add --resume to go on with it, or choose another folder.`,
    );
  }
}

/** Writes the weights and config.json. What else the task has in its folder is written before. */
export async function writeNetwork(
  folder: string,
  { config, weights }: Network,
  { storage }: { readonly storage: StorageType },
): Promise<void> {
  await writeModelFile(
    folder,
    WEIGHTS,
    writeSafetensors(weights, { dtype: storage, metadata: { format: 'pt' } }),
  );
  // Last, since a folder with a config.json is a whole model.
  await writeModelFile(folder, CONFIG, `${JSON.stringify(config, null, 2)}\n`);
}

/** Writes a file of a model whole or not at all; its folder is made when it is not there. */
export async function writeModelFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await replaceFile(path, content, `${path}${UNFINISHED}`);
}
