import { corpusBleu } from './bleu.ts';
import type { BleuOptions, BleuScore } from './bleu.ts';
import { splitWhitespace } from './ngrams.ts';
import { checkReferences } from './signature.ts';

export interface LengthBucket {
  /** Shortest and longest source sentence, inclusive; `to` is Infinity in the last bucket. */
  readonly from: number;
  readonly to: number;
  readonly sentences: number;
  /** Undefined where no sentence is of that length. */
  readonly bleu: BleuScore | undefined;
}

/**
 * Corpus BLEU for each range of sentence lengths: up to `edges[0]`, up to `edges[1]`, ..., longer.
 *
 * @param lengths of each source sentence (`countWords`)
 * @param edges ascending
 * @throws RangeError if the numbers of hypotheses, references and lengths differ.
 */
export function bleuByLength(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  lengths: readonly number[],
  edges: readonly number[],
  options: BleuOptions = {},
): LengthBucket[] {
  checkReferences('bleuByLength', hypotheses, references);
  if (lengths.length !== hypotheses.length) {
    throw new RangeError(
      `bleuByLength: expected a length for each of ${hypotheses.length} hypotheses, got ${lengths.length}`,
    );
  }
  return [...edges, Infinity].map((to, bucket) => {
    const from = bucket === 0 ? 0 : (edges[bucket - 1] ?? 0) + 1;
    const isInside = (_: unknown, index: number) => {
      const length = lengths[index] ?? 0;
      return length >= from && length <= to;
    };
    const inside = hypotheses.filter(isInside);
    return {
      from,
      to,
      sentences: inside.length,
      bleu: inside.length === 0 ? undefined : corpusBleu(inside, references.filter(isInside), options),
    };
  });
}

/** Length of a sentence in words: its parts between white space. */
export function countWords(sentence: string): number {
  return splitWhitespace(sentence).length;
}
