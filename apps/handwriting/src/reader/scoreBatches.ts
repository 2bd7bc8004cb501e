import { batchesBySize, meanLoss } from '@reprise/app';
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
  const loss = meanLoss(
    reader,
    batches.map(({ batch }) => batch),
  );
  const edits = batches.flatMap(({ batch, texts }) =>
    logitsOf(reader, batch).map((logits, row) =>
      characterEdits(bestPath(logits, alphabet), texts[row] as string),
    ),
  );
  return { loss, cer: editRate(edits) };
}

/** What logits, [time, classes], say without a search. */
function bestPath(logits: Float32Array, alphabet: Alphabet): string {
  return alphabet.decode(ctcGreedy(logits, alphabet.characters.length + 1).labels);
}

/**
 * What a reader sees in each of some examples, in their order: [time, classes].
 * @param sizeOf, limit as `batchesBySize` takes them
 */
export function logitsOfAll<E, B>(
  reader: Pick<Reader<B>, 'logits'>,
  examples: readonly E[],
  {
    sizeOf,
    limit,
    batch,
  }: {
    readonly sizeOf: (example: E) => number;
    readonly limit: number;
    readonly batch: (part: readonly E[]) => B;
  },
): Float32Array[] {
  const logits = Array.from<Float32Array>({ length: examples.length });
  batchesBySize(examples, sizeOf, limit, (part) => {
    logitsOf(reader, batch(part.map(({ example }) => example))).forEach((own, row) => {
      logits[part[row]?.place ?? 0] = own;
    });
  });
  return logits;
}

/** What a reader sees in each line of a batch: [time, classes]. */
function logitsOf<B>(reader: Pick<Reader<B>, 'logits'>, batch: B): Float32Array[] {
  return scope(() => {
    const { logits, lengths } = reader.logits(batch);
    const [, time, classes] = logits.shape;
    const values = logits.dataSync<'float32'>();
    return Array.from(lengths, (length, row) =>
      values.slice(row * time * classes, (row * time + length) * classes),
    );
  });
}
