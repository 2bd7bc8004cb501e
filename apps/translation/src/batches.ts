import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { makeBatch, type EncodedPair, type TranslationBatch } from './examples.ts';

/** The batches of every epoch of a training. */
export type PairSource = BatchSource<TranslationBatch>;

/**
 * Batches of pairs of like length, in an order that depends on seed and epoch alone.
 * @param maxTokens target tokens in a batch, padding included
 */
export function pairSource(
  examples: readonly EncodedPair[],
  { maxTokens, seed }: { maxTokens: number; seed: number },
): PairSource {
  // The decoder writes an eos behind each target.
  const targetLengths = examples.map(({ target }) => target.length + 1);
  const sourceLengths = examples.map(({ source }) => source.length);
  return plannedBatches({
    targetLengths,
    sourceLengths,
    maxTokens,
    seed,
    fingerprint: fingerprint(examples, maxTokens),
    make: (rows) => makeBatch(Array.from(rows, (row) => examples[row] as EncodedPair)),
  });
}

function fingerprint(examples: readonly EncodedPair[], maxTokens: number): string {
  const hash = createHash('sha256').update(`maxTokens ${maxTokens}\n`);
  for (const { source, target } of examples) hash.update(`${source.join(' ')}\t${target.join(' ')}\n`);
  return hash.digest('hex');
}
