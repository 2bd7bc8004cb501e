import type { Seq2SeqConfig } from '@reprise/core';
import { InputError, nearest } from '@reprise/core/errors';
import { z } from 'zod';
import { multi30k } from './presets/multi30k.ts';
import { small } from './presets/small.ts';
import { tatoeba } from './presets/tatoeba.ts';
import { tiny } from './presets/tiny.ts';

const size = z.int().min(1);
const rate = z.number().min(0).max(0.95);
const cell = z.enum(['lstm', 'gru', 'elman']);

/** Every setting of a training, with what it means; a preset gives a value to each. */
export const settingsSchema = z.strictObject({
  vocabSize: z.int().min(260).max(30_000).describe('entries of the tokenizer, special tokens included'),
  jointVocabulary: z.boolean().describe('one tokenizer for both languages'),
  embeddingSize: size.describe('width of the embeddings and of what the output layer reads'),
  encoderCell: cell.describe('recurrent cell of the encoder'),
  encoderSize: size.describe('width of the encoder, of each direction'),
  encoderLayers: size.describe('layers of the encoder'),
  bidirectional: z.boolean().describe('the encoder reads in both directions'),
  decoderCell: cell.describe('recurrent cell of the decoder'),
  decoderSize: size.describe('width of the decoder'),
  decoderLayers: size.describe('layers of the decoder'),
  attention: z.enum(['additive', 'dot', 'general', 'none']).describe('how the decoder looks at the source'),
  inputFeeding: z
    .boolean()
    .describe('the last attention (without attention: the fixed vector) enters each step'),
  residual: z.boolean().describe('layers above the first add their input to their output'),
  tiedEmbeddings: z
    .enum(['all', 'target', 'none'])
    .describe('which embeddings and output weights are one matrix'),
  dropout: rate.describe('share of activations dropped in training'),
  labelSmoothing: rate.describe('share of the target mass spread over the vocabulary'),
  samplingRate: z.number().min(0).max(1).describe('how often the decoder reads its own guess in training'),
  epochs: size.describe('passes over the training text'),
  batchTokens: size.describe('target tokens in a batch, padding included'),
  accumulate: size.describe('batches an optimizer step'),
  optimizer: z.enum(['adamw', 'adam', 'sgd']).describe('update rule'),
  learningRate: z.number().positive().describe('highest learning rate'),
  schedule: z.enum(['constant', 'cosine', 'plateau']).describe('course of the learning rate'),
  warmupSteps: z.int().min(0).describe('steps over which the learning rate rises'),
  weightDecay: z.number().min(0).describe('decay of the weights a step, times the learning rate'),
  clipNorm: z.number().positive().describe('largest norm of all gradients together'),
  averaging: z
    .enum(['none', 'ema', 'best'])
    .describe('which weights are exported: last, running mean, mean of the best'),
  emaDecay: z.number().min(0).lt(1).describe('memory of the running mean'),
  bestCount: size.describe('how many of the best checkpoints are averaged'),
  patience: z.int().min(0).describe('validations without improvement before it stops; 0 is never'),
  maxLength: size.describe('longest sentence kept, in tokens'),
});

export type Settings = z.infer<typeof settingsSchema>;

export const PRESETS: Readonly<Record<string, Settings>> = { tiny, small, tatoeba, multi30k };

/** `key=value` as the command line gives it: the value as JSON where it is that, else as text. */
export function parseAssignment(text: string): [key: string, value: unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--set: expected key=value, got '${text}'.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, at), value];
  }
}

/**
 * A preset with single settings replaced.
 * @throws InputError that names the preset or setting, what it takes and what it got
 */
export function makeSettings(preset: string, replaced: Readonly<Record<string, unknown>> = {}): Settings {
  const base = Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  if (!base) throw new InputError(`unknown preset '${preset}'${suggestion(preset, Object.keys(PRESETS))}`);
  return checkSettings({ ...base, ...replaced });
}

/** Settings from outside, checked. @throws InputError for each unknown name or value out of range */
export function checkSettings(settings: unknown): Settings {
  const names = Object.keys(settingsSchema.shape);
  const result = settingsSchema.safeParse(settings);
  if (result.success) {
    refuseContradictions(result.data);
    return result.data;
  }
  const complaints = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `unknown setting '${key}'${suggestion(key, names)}`);
    }
    const key = issue.path.join('.');
    const given = (settings as Record<string, unknown> | undefined)?.[key];
    return [`setting '${key}': ${issue.message}, got ${JSON.stringify(given)}.`];
  });
  throw new InputError(complaints.join('\n'));
}

function refuseContradictions(settings: Settings): void {
  const { attention, bidirectional, decoderSize, encoderSize, jointVocabulary, tiedEmbeddings } = settings;
  if (tiedEmbeddings === 'all' && !jointVocabulary) {
    throw new InputError(
      "setting 'tiedEmbeddings': expected 'target' or 'none' where jointVocabulary is false, got 'all'.",
    );
  }
  const memorySize = bidirectional ? 2 * encoderSize : encoderSize;
  if (attention === 'dot' && decoderSize !== memorySize) {
    throw new InputError(
      `setting 'attention': 'dot' expects decoderSize to be the encoder's ${memorySize}, got ${decoderSize}. Use 'general'.`,
    );
  }
}

function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `; there are: ${names.join(', ')}.` : `. Did you mean '${near}'?`;
}

/** The shape of the network that the settings ask for. */
export function architectureOf(
  settings: Settings,
  sourceVocabSize: number,
  targetVocabSize: number,
): Seq2SeqConfig {
  const { embeddingSize, encoderCell, encoderSize, encoderLayers, bidirectional } = settings;
  const {
    decoderCell,
    decoderSize,
    decoderLayers,
    attention,
    inputFeeding,
    residual,
    tiedEmbeddings,
    dropout,
  } = settings;
  return {
    sourceVocabSize,
    targetVocabSize,
    embeddingSize,
    encoderCell,
    encoderSize,
    encoderLayers,
    bidirectional,
    decoderCell,
    decoderSize,
    decoderLayers,
    attention,
    inputFeeding,
    residual,
    tiedEmbeddings,
    dropout,
  };
}
