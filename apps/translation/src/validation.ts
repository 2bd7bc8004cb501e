import type { Seq2Seq } from '@reprise/core';
import { scope } from '@reprise/engine';
import { batchesByLength } from './chunks.ts';
import type { Pair } from './data/pairs.ts';
import { encodePairs, makeBatch, type EncodedPair, type Tokenizers } from './examples.ts';
import { corpusBleu } from './metrics/bleu.ts';
import type { ModelConfig } from './modelFolder.ts';
import { makeTranslator } from './translator.ts';

/** Sentences that are translated at each validation, spread evenly over the text: enough to see the course of BLEU. */
const TRANSLATED = 500;
const BATCH_SIZE = 64;

/**
 * What is measured of a model in training: the mean loss in nats per token of the validation text, without label
 * smoothing, and BLEU of its greedy translations of a part of it.
 */
export async function validation(
  model: Seq2Seq,
  tokenizers: Tokenizers,
  config: ModelConfig,
  pairs: readonly Pair[],
): Promise<() => Promise<{ loss: number; bleu: number }>> {
  const { examples } = await encodePairs(pairs, tokenizers);
  const batches = batchesByLength(
    examples.map(({ target }) => target.length),
    BATCH_SIZE,
  ).map((rows) => makeBatch(rows.map((row) => examples[row] as EncodedPair)));
  const every = Math.ceil(pairs.length / TRANSLATED);
  const sample = pairs.filter((_, index) => index % every === 0);
  const translator = makeTranslator(model, tokenizers, config);
  return async () => {
    let nats = 0;
    let tokens = 0;
    for (const batch of batches) {
      nats += batch.tokens * scope(() => model.loss(batch).dataSync()[0] as number);
      tokens += batch.tokens;
    }
    const translations = await translator.translate(
      sample.map(({ source }) => source),
      { beamSize: 1 },
    );
    const { score } = corpusBleu(
      translations.map(({ text }) => text),
      sample.map(({ target }) => [target]),
    );
    return { loss: nats / tokens, bleu: score };
  };
}
