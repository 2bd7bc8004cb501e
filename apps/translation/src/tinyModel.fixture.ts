import { Seq2Seq, type Weights } from '@reprise/core';
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

/** All that lies in a finished model's folder, one vocabulary for both languages. */
export const MODEL_FILES: readonly string[] = [
  'README.md',
  'checkpoints',
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'training.jsonl',
];
