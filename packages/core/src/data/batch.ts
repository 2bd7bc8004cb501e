import { Rng } from '@reprise/engine';
import type { PaddedIds } from '../paddedIds.ts';
import { shareOf, shuffledOrder, type EpochOrder } from './shuffle.ts';

export interface BatchPlan extends EpochOrder {
  /** tokens of each example's source; where there is one, it decides among targets of equal length */
  readonly sourceLengths?: ArrayLike<number>;
  /** tokens of each example's target */
  readonly targetLengths: ArrayLike<number>;
  /** Either the target tokens of a batch, padding included (an example above it is a batch of its own), … */
  readonly maxTokens?: number;
  /** … or its examples; with both, the limit that is reached first. */
  readonly batchSize?: number;
  /** how many batches are sorted by length at a time, by default 100: more pad less, fewer mix better */
  readonly pool?: number;
}

/**
 * Batches of examples of like length, so that little is padded: examples are shuffled, sorted by length within
 * pools of about `pool` batches, cut, and the batches shuffled. A pure function of its arguments.
 *
 * @returns the examples' numbers in each batch; over all ranks every example once
 * @throws RangeError when neither or a useless limit is given
 */
export function planBatches(plan: BatchPlan): Uint32Array[] {
  const { targetLengths, sourceLengths, seed, epoch, rank = 0, size = 1, pool = 100 } = plan;
  const { maxTokens = Infinity, batchSize = Infinity } = plan;
  if (!(maxTokens >= 1 && batchSize >= 1 && Math.min(maxTokens, batchSize) < Infinity)) {
    throw new RangeError(
      `planBatches: expected maxTokens or batchSize from 1 on, got ${plan.maxTokens ?? 'none'} and ${plan.batchSize ?? 'none'}.`,
    );
  }
  const order = shuffledOrder(targetLengths.length, { seed, epoch });
  const poolSize = Math.ceil(pool * Math.min(batchSize, maxTokens / meanLength(targetLengths)));
  const batches: Uint32Array[] = [];
  for (let begin = 0; begin < order.length; begin += poolSize) {
    const examples = order.slice(begin, begin + poolSize);
    examples.sort((a, b) => {
      const byTarget = (targetLengths[a] as number) - (targetLengths[b] as number);
      return byTarget || (sourceLengths?.[a] ?? 0) - (sourceLengths?.[b] ?? 0);
    });
    cut(examples, targetLengths, maxTokens, batchSize, batches);
  }
  const mixed = Rng.fromSeed(seed).fold('batches', epoch).permutation(batches.length);
  return shareOf(
    Array.from(mixed, (index) => batches[index] as Uint32Array),
    rank,
    size,
  );
}

function meanLength(lengths: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < lengths.length; index++) sum += lengths[index] as number;
  return Math.max(1, sum / Math.max(1, lengths.length));
}

/** Cuts examples, the shortest first, into batches: the last one of a batch is the longest and decides its width. */
function cut(
  examples: Uint32Array,
  lengths: ArrayLike<number>,
  maxTokens: number,
  batchSize: number,
  batches: Uint32Array[],
): void {
  let begin = 0;
  for (let end = 1; end <= examples.length; end++) {
    const count = end + 1 - begin;
    const isLast = end === examples.length;
    const next = isLast ? 0 : (lengths[examples[end] as number] as number);
    if (!isLast && count <= batchSize && count * next <= maxTokens) continue;
    batches.push(examples.slice(begin, end));
    begin = end;
  }
}

/** Fills sequences up to the longest one (or to `time`) with `pad`. */
export function padIds(sequences: readonly ArrayLike<number>[], pad: number, time?: number): PaddedIds {
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const width = time ?? longest;
  if (longest > width)
    throw new RangeError(`padIds: expected sequences of at most ${width} ids, got one of ${longest}.`);
  const ids = new Int32Array(sequences.length * width).fill(pad);
  for (const [row, sequence] of sequences.entries()) ids.set(sequence, row * width);
  return { ids, shape: [sequences.length, width], lengths };
}
