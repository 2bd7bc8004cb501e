import { countMatches, countNgrams } from './ngrams.ts';
import type { NgramCounts } from './ngrams.ts';
import { checkReferences, signature } from './signature.ts';
import { tokenize13a } from './tokenize13a.ts';

const MAX_ORDER = 4;

export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Modified n-gram precisions of orders 1 to 4, in percent, smoothed. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** In words. */
  readonly hypothesisLength: number;
  /** In words, of the reference nearest in length for each sentence. */
  readonly referenceLength: number;
  /** How it was computed, in sacreBLEU's form. */
  readonly signature: string;
}

export interface BleuOptions {
  /** Compare without regard to case. */
  readonly lowercase?: boolean;
}

/** What one sentence, or the sum of many, adds to the score; arrays by order. */
interface BleuCounts {
  readonly matches: number[];
  readonly totals: number[];
  hypothesisLength: number;
  referenceLength: number;
}

/**
 * Corpus BLEU (Papineni et al. 2002) of detokenised text, as standardised by sacreBLEU (Post 2018):
 * 13a tokens, order 4, exponential smoothing of precisions without a match.
 *
 * @param references all references of each sentence: `references[i]` belongs to `hypotheses[i]`
 * @throws RangeError if a hypothesis has no reference.
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: BleuOptions = {},
): BleuScore {
  checkReferences('corpusBleu', hypotheses, references);
  const lowercase = options.lowercase === true;
  const tokenize = (text: string) => tokenize13a(lowercase ? text.toLowerCase() : text);
  const sum = emptyCounts();
  hypotheses.forEach((hypothesis, index) => {
    add(sum, sentenceCounts(tokenize(hypothesis), (references[index] ?? []).map(tokenize)));
  });
  const precisions = smoothedPrecisions(sum);
  const penalty = brevityPenalty(sum.hypothesisLength, sum.referenceLength);
  return {
    score: penalty * geometricMean(precisions),
    precisions,
    brevityPenalty: penalty,
    hypothesisLength: sum.hypothesisLength,
    referenceLength: sum.referenceLength,
    signature: signature(references, {
      case: lowercase ? 'lc' : 'mixed',
      eff: 'no',
      tok: '13a',
      smooth: 'exp',
    }),
  };
}

function sentenceCounts(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): BleuCounts {
  const counts = emptyCounts();
  counts.hypothesisLength = hypothesis.length;
  counts.referenceLength = nearestLength(hypothesis.length, references);
  for (let order = 1; order <= MAX_ORDER; order++) {
    const ngrams = countNgrams(hypothesis, order);
    const allowed = largestCounts(references.map((reference) => countNgrams(reference, order)));
    counts.matches[order - 1] = countMatches(ngrams, allowed);
    counts.totals[order - 1] = Math.max(0, hypothesis.length - order + 1);
  }
  return counts;
}

/** Each n-gram as often as in the reference that has it most often: the clipping of Papineni et al. */
function largestCounts(references: readonly NgramCounts[]): NgramCounts {
  const largest = new Map<string, number>();
  for (const counts of references) {
    for (const [ngram, count] of counts) {
      largest.set(ngram, Math.max(count, largest.get(ngram) ?? 0));
    }
  }
  return largest;
}

/** The length of the reference nearest to the hypothesis in length, the shorter of two equally near. */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length);
  const distance = (other: number) => Math.abs(other - length);
  return lengths.reduce((best, other) => {
    const isNearer = distance(other) < distance(best) || (distance(other) === distance(best) && other < best);
    return isNearer ? other : best;
  });
}

/**
 * In percent. Where some order has a match, the k-th order without one counts as 1/2^k of a match (as in
 * NIST's scorer; method 3 of Chen and Cherry 2014).
 */
function smoothedPrecisions({ matches, totals }: BleuCounts): number[] {
  if (matches.every((count) => count === 0)) return totals.map(() => 0);
  let smallest = 1;
  return totals.map((total, index) => {
    const count = matches[index] ?? 0;
    if (total === 0) return 0;
    if (count > 0) return (100 * count) / total;
    smallest /= 2;
    return (100 * smallest) / total;
  });
}

function brevityPenalty(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength === 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function emptyCounts(): BleuCounts {
  const zeros = () => new Array<number>(MAX_ORDER).fill(0);
  return { matches: zeros(), totals: zeros(), hypothesisLength: 0, referenceLength: 0 };
}

function add(sum: BleuCounts, counts: BleuCounts): void {
  for (let index = 0; index < MAX_ORDER; index++) {
    sum.matches[index] = (sum.matches[index] ?? 0) + (counts.matches[index] ?? 0);
    sum.totals[index] = (sum.totals[index] ?? 0) + (counts.totals[index] ?? 0);
  }
  sum.hypothesisLength += counts.hypothesisLength;
  sum.referenceLength += counts.referenceLength;
}
