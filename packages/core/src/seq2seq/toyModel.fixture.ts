import { disposeParams, Rng } from '@reprise/engine';
import { shakeParams } from '@reprise/testing';
import { padIds } from '../data/batch.ts';
import { BOS, EOS, PAD } from '../data/vocabulary.ts';
import type { PairBatch } from './pairBatch.ts';
import { Seq2Seq, type Seq2SeqConfig } from './seq2seq.ts';

export interface Pair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Ragged on both sides, with ids from 3 on; the longest source is not the one of the longest target. */
export const PAIRS: readonly Pair[] = [
  { source: [5, 3, 6, 4], target: [3, 5, 4] },
  { source: [4, 2], target: [6, 4, 3, 5] },
  { source: [6, 6, 3], target: [5] },
];

/** Small, and no two sizes alike. */
export const TINY: Seq2SeqConfig = {
  sourceVocabSize: 7,
  targetVocabSize: 8,
  embeddingSize: 3,
  encoderCell: 'lstm',
  encoderSize: 2,
  encoderLayers: 1,
  bidirectional: true,
  decoderCell: 'lstm',
  decoderSize: 5,
  decoderLayers: 1,
  attention: 'general',
  inputFeeding: false,
  residual: false,
  tiedEmbeddings: 'none',
  dropout: 0,
};

/** One of each way in which a decoder knows its source. */
export const VARIANTS: Readonly<Record<string, Partial<Seq2SeqConfig>>> = {
  'general attention': { attention: 'general' },
  'additive attention with input feeding': { attention: 'additive', inputFeeding: true, decoderLayers: 2 },
  'dot attention of one-way GRUs': {
    attention: 'dot',
    encoderCell: 'gru',
    decoderCell: 'gru',
    encoderSize: 5,
    bidirectional: false,
  },
  'a fixed context': { attention: 'none', encoderCell: 'elman' },
  'a fixed context that is fed': { attention: 'none', inputFeeding: true, decoderCell: 'gru' },
};

export function makePairBatch(
  pairs: readonly Pair[],
  { pad = PAD, extra = 0 }: { pad?: number; extra?: number } = {},
): PairBatch {
  const padded = (sequences: readonly (readonly number[])[]): PairBatch['source'] =>
    padIds(sequences, pad, Math.max(...sequences.map(({ length }) => length)) + extra);
  return {
    source: padded(pairs.map(({ source }) => source)),
    targetIn: padded(pairs.map(({ target }) => [BOS, ...target])),
    targetOut: padded(pairs.map(({ target }) => [...target, EOS])),
  };
}

/** A model whose every parameter is somewhere else than where it starts, zero biases above all. */
export function makeToyModel(overrides: Partial<Seq2SeqConfig> = {}, seed = 1): Seq2Seq {
  const model = new Seq2Seq({ ...TINY, ...overrides }, Rng.fromSeed(seed));
  shakeParams(model, Rng.fromSeed(seed).fold('shake'));
  return model;
}

/** Gives a body such a model, and frees it. */
export function withToyModel<T>(overrides: Partial<Seq2SeqConfig>, body: (model: Seq2Seq) => T): T {
  const model = makeToyModel(overrides);
  const free = (): void => disposeParams(model.params);
  let result: T;
  try {
    result = body(model);
  } catch (error) {
    free();
    throw error;
  }
  if (result instanceof Promise) return result.finally(free) as T;
  free();
  return result;
}
