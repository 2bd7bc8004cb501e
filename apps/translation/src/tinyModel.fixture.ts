import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, Seq2Seq, type Weights } from '@reprise/core';
import { disposeParams, namedParams, Rng } from '@reprise/engine';
import { architectureOf, makeSettings } from './config.ts';
import type { Pair } from './data/pairs.ts';
import type { Tokenizers } from './examples.ts';
import { writeModel, type ModelConfig } from './modelFolder.ts';
import type { Settings } from './settings.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { trainTokenizers } from './tokenizers.ts';

/** The preset `tiny`, smaller still, with single settings replaced. */
export function tinySettings(replaced: Partial<Settings> = {}): Settings {
  const sizes = { vocabSize: 300, embeddingSize: 16, encoderSize: 16, decoderSize: 32 };
  return makeSettings('tiny', { ...sizes, ...replaced });
}

export interface TinyModel {
  readonly config: ModelConfig;
  readonly tokenizers: Tokenizers;
  readonly model: Seq2Seq;
}

/** A model with weights as they are drawn: a whole one, whose translations mean nothing. */
export async function untrainedModel(replaced: Partial<Settings> = {}): Promise<TinyModel> {
  const settings = tinySettings(replaced);
  const tokenizers = await trainTokenizers(tinyCorpus({ size: 60 }).train, settings);
  const architecture = architectureOf(settings, tokenizers.source.vocabSize, tokenizers.target.vocabSize);
  const config: ModelConfig = { format: 1, task: 'translation', architecture, settings };
  return { config, tokenizers, model: new Seq2Seq(architecture, Rng.fromSeed(5)) };
}

/** The folder of an {@link untrainedModel}. */
export async function writeUntrainedModel(folder: string, replaced: Partial<Settings> = {}): Promise<void> {
  const { config, tokenizers, model } = await untrainedModel(replaced);
  await writeModel(folder, { config, tokenizers, weights: weightsOf(model) }, { storage: 'F16' });
  disposeParams(model.params);
}

export function weightsOf({ params }: Seq2Seq): Weights {
  return new Map(
    Array.from(namedParams(params), ([name, variable]) => [
      name,
      { shape: variable.shape, values: Float32Array.from(variable.dataSync()) },
    ]),
  );
}

/** Pairs as lines of a TSV file. */
export function toTsv(pairs: readonly Pair[]): string {
  return pairs.map(({ source, target }) => `${source}\t${target}\n`).join('');
}

/** Every file of a folder and of those in it, by path. */
export function readFolder(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'base64')]),
  );
}

/** A training.jsonl without what the clock decides. */
export function readTrainingLog(folder: string): Record<string, unknown>[] {
  const lines = readFileSync(join(folder, 'training.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) =>
    without(JSON.parse(line) as Record<string, unknown>, 'seconds', 'tokensPerSecond'),
  );
}

/** A copy of a record that lacks some of its entries. */
export function without<T extends object, K extends keyof T>(record: T, ...names: K[]): Omit<T, K> {
  const copy = { ...record };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

/** All that lies in a finished model's folder, one vocabulary for both languages. */
export const MODEL_FILES: readonly string[] = [
  'README.md',
  'checkpoints',
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'training.jsonl',
];

/** The message with which a promise is rejected as the user's error. @throws when it is not */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.message;
  throw new Error('expected an InputError', { cause: error });
}
