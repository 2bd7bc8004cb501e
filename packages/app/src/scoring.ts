import type { Batch } from '@reprise/core';
import { scope, type Scalar } from '@reprise/engine';

/** An example to be measured, and its place among all. */
export interface Placed<E> {
  readonly example: E;
  readonly place: number;
}

/**
 * Cuts examples into batches of like size, the smallest first.
 * @param sizeOf what an example takes, as all of its batch do
 * @param limit of a batch; a larger example is a batch of its own
 */
export function batchesBySize<E, B>(
  examples: readonly E[],
  sizeOf: (example: E) => number,
  limit: number,
  make: (part: readonly Placed<E>[]) => B,
): B[] {
  const sized = examples
    .map((example, place) => ({ example, place, size: sizeOf(example) }))
    .sort((a, b) => a.size - b.size);
  const batches: B[] = [];
  for (let begin = 0; begin < sized.length;) {
    let end = begin + 1;
    while (end < sized.length && (end + 1 - begin) * (sized[end]?.size ?? 0) <= limit) end++;
    batches.push(make(sized.slice(begin, end)));
    begin = end;
  }
  return batches;
}

/** Mean nats over all tokens of some batches. */
export function meanLoss<B extends Batch>(model: { loss(batch: B): Scalar }, batches: readonly B[]): number {
  let [nats, tokens] = [0, 0];
  for (const batch of batches) {
    // A mean over no tokens is not a number.
    if (batch.tokens === 0) continue;
    nats += batch.tokens * scope(() => model.loss(batch).dataSync()[0] as number);
    tokens += batch.tokens;
  }
  return nats / tokens;
}
