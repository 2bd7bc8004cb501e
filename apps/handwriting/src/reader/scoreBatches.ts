import { characterEdits, ctcGreedy, editRate, type Batch } from '@reprise/core';
import { scope, type Scalar } from '@reprise/engine';
import type { Alphabet } from './alphabet.ts';
import type { LabelLogits } from './labelReader.ts';

/** What is measured of a reader during its training. */
export type ReaderScores = {
  /** nats a character */
  readonly loss: number;
  /** character error rate of the best path, without a language model */
  readonly cer: number;
};

/** A batch and what its lines say. */
export interface LabelledBatch<B> {
  readonly batch: B;
  readonly texts: readonly string[];
}

interface Reader<B> {
  loss(batch: B): Scalar;
  logits(batch: B): LabelLogits;
}

/** Measures a reader of ink or of pictures on batches. */
export function scoreBatches<B extends Batch>(
  reader: Reader<B>,
  batches: readonly LabelledBatch<B>[],
  alphabet: Alphabet,
): ReaderScores {
  let [nats, tokens] = [0, 0];
  const edits = batches.flatMap(({ batch, texts }) => {
    nats += batch.tokens * scope(() => reader.loss(batch).dataSync()[0] as number);
    tokens += batch.tokens;
    return logitsOf(reader, batch).map((logits, row) => {
      const { labels } = ctcGreedy(logits, alphabet.characters.length + 1);
      return characterEdits(alphabet.decode(labels), texts[row] as string);
    });
  });
  return { loss: nats / tokens, cer: editRate(edits) };
}

/** What a reader sees in each line of a batch: [time, classes]. */
export function logitsOf<B>(reader: Pick<Reader<B>, 'logits'>, batch: B): Float32Array[] {
  return scope(() => {
    const { logits, lengths } = reader.logits(batch);
    const [, time, classes] = logits.shape;
    const values = logits.dataSync<'float32'>();
    return Array.from(lengths, (length, row) =>
      values.slice(row * time * classes, (row * time + length) * classes),
    );
  });
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
  make: (part: readonly { readonly example: E; readonly place: number }[]) => B,
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
