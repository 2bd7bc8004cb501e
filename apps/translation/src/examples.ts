import { BOS, EOS, PAD, padIds, type PairBatch, type Tokenizer } from '@reprise/core';
import type { Pair } from './data/pairs.ts';

/** The tokenizers of both languages; one and the same where the vocabulary is joint. */
export interface Tokenizers {
  readonly source: Tokenizer;
  readonly target: Tokenizer;
}

/** A pair as ids: the source with eos behind it, the target without special tokens. */
export interface EncodedPair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** A batch for the loss, with the number of target tokens that it counts. */
export interface TranslationBatch extends PairBatch {
  readonly tokens: number;
}

/** Encodes pairs and leaves out those longer than `maxLength` tokens on a side. */
export async function encodePairs(
  pairs: readonly Pair[],
  tokenizers: Tokenizers,
  maxLength = Infinity,
): Promise<{ examples: EncodedPair[]; tooLong: number }> {
  const sources = await tokenizers.source.encodeBatch(pairs.map(({ source }) => source));
  const targets = await tokenizers.target.encodeBatch(pairs.map(({ target }) => target));
  const examples = sources.map((source, index) => ({
    source: withEnd(source),
    target: targets[index] as number[],
  }));
  const kept = examples.filter(
    ({ source, target }) => source.length <= maxLength && target.length < maxLength,
  );
  return { examples: kept, tooLong: examples.length - kept.length };
}

/** A source as the encoder reads it. The end is marked, so that an empty sentence too has something to look at. */
export function withEnd(ids: readonly number[]): number[] {
  return [...ids, EOS];
}

export function makeBatch(examples: readonly EncodedPair[]): TranslationBatch {
  const targetOut = padIds(
    examples.map(({ target }) => [...target, EOS]),
    PAD,
  );
  return {
    source: padIds(
      examples.map(({ source }) => source),
      PAD,
    ),
    targetIn: padIds(
      examples.map(({ target }) => [BOS, ...target]),
      PAD,
    ),
    targetOut,
    tokens: targetOut.lengths.reduce((sum, length) => sum + length, 0),
  };
}
