import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Seq2Seq, type Weights } from '@reprise/core';
import { disposeParams, namedParams, Rng } from '@reprise/engine';
import { architectureOf, makeSettings, type Settings } from './config.ts';
import type { Tokenizers } from './examples.ts';
import { writeModel, type ModelConfig } from './modelFolder.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { trainTokenizers } from './tokenizers.ts';

/** The preset `tiny`, smaller still, with single settings replaced. */
export function tinySettings(replaced: Partial<Settings> = {}): Settings {
  return makeSettings('tiny', { vocabSize: 300, embeddingSize: 16, encoderSize: 16, decoderSize: 32, ...replaced });
}

/** Tokenizers of a small text, with settings and architecture to match. */
export async function tinyParts(
  replaced: Partial<Settings> = {},
): Promise<{ config: ModelConfig; tokenizers: Tokenizers }> {
  const settings = tinySettings(replaced);
  const tokenizers = await trainTokenizers(tinyCorpus({ size: 60 }).train, settings);
  const architecture = architectureOf(settings, tokenizers.source.vocabSize, tokenizers.target.vocabSize);
  return { config: { format: 1, task: 'translation', architecture, settings }, tokenizers };
}

/** Writes a model with weights as they are drawn: a whole one, whose translations mean nothing. */
export async function writeUntrainedModel(folder: string, replaced: Partial<Settings> = {}): Promise<void> {
  const { config, tokenizers } = await tinyParts(replaced);
  const model = new Seq2Seq(config.architecture, Rng.fromSeed(5));
  const weights: Weights = new Map(
    Array.from(namedParams(model.params), ([name, { shape, ...variable }]) => [name, { shape, ...variable }]),
  );
  disposeParams(model.params);
  await writeModel(folder, { config, tokenizers, weights }, { storage: 'F16' });
}
