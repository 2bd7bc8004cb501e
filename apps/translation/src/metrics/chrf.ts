import { countMatches, countNgrams, splitWhitespace } from './ngrams.ts';
import type { NgramCounts } from './ngrams.ts';
import { checkReferences, signature } from './signature.ts';

const MAX_ORDER = 6;
const BETA = 2;

export interface ChrfScore {
  /** 0 to 100. */
  readonly score: number;
  /** How it was computed, in sacreBLEU's form. */
  readonly signature: string;
}

/** Numbers of n-grams of one order: in the hypothesis, in the reference, and in both. */
interface OrderCounts {
  readonly hypothesis: number;
  readonly reference: number;
  readonly matches: number;
}

/**
 * Corpus chrF2 (Popović 2015): the F-score, recall weighing twice as much as precision, of character
 * n-grams of orders 1 to 6 without white space, over the n-grams of all sentences together. Of several
 * references, each sentence is compared with the one that scores best for it.
 *
 * @param references all references of each sentence: `references[i]` belongs to `hypotheses[i]`
 * @throws RangeError if a hypothesis has no reference.
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
): ChrfScore {
  checkReferences('corpusChrf', hypotheses, references);
  let sum: OrderCounts[] = Array.from({ length: MAX_ORDER }, () => ({
    hypothesis: 0,
    reference: 0,
    matches: 0,
  }));
  hypotheses.forEach((hypothesis, index) => {
    const counts = bestCounts(hypothesis, references[index] ?? []);
    sum = sum.map((total, order) => added(total, counts[order]));
  });
  return {
    score: 100 * fScore(sum),
    signature: signature(references, { case: 'mixed', eff: 'yes', nc: MAX_ORDER, nw: 0, space: 'no' }),
  };
}

/** The counts against the first of the references that give the best score. */
function bestCounts(hypothesis: string, references: readonly string[]): OrderCounts[] {
  const ngrams = characterNgrams(hypothesis);
  let best: OrderCounts[] = [];
  let bestScore = -1;
  for (const reference of references) {
    const counts = compared(ngrams, characterNgrams(reference));
    const score = fScore(counts);
    if (score > bestScore) {
      best = counts;
      bestScore = score;
    }
  }
  return best;
}

/** Counts of the character n-grams of each order, shortest first. */
function characterNgrams(text: string): NgramCounts[] {
  const characters = Array.from(splitWhitespace(text).join(''));
  return Array.from({ length: MAX_ORDER }, (_, index) => countNgrams(characters, index + 1));
}

function compared(hypothesis: readonly NgramCounts[], reference: readonly NgramCounts[]): OrderCounts[] {
  return hypothesis.map((ngrams, index) => {
    const others = reference[index] ?? new Map<string, number>();
    return {
      // As in sacreBLEU, an order that the reference is too short for counts on neither side.
      hypothesis: others.size === 0 ? 0 : total(ngrams),
      reference: total(others),
      matches: countMatches(ngrams, others),
    };
  });
}

/** Between 0 and 1; precision and recall are means over the orders that both sides have n-grams of. */
function fScore(counts: readonly OrderCounts[]): number {
  const usable = counts.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  if (usable.length === 0) return 0;
  const mean = (ratio: (of: OrderCounts) => number) =>
    usable.reduce((sum, of) => sum + ratio(of), 0) / usable.length;
  const precision = mean(({ matches, hypothesis }) => matches / hypothesis);
  const recall = mean(({ matches, reference }) => matches / reference);
  const weight = BETA ** 2;
  return precision + recall === 0 ? 0 : ((1 + weight) * precision * recall) / (weight * precision + recall);
}

function total(counts: NgramCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

function added(a: OrderCounts, b: OrderCounts | undefined): OrderCounts {
  if (b === undefined) return a;
  return {
    hypothesis: a.hypothesis + b.hypothesis,
    reference: a.reference + b.reference,
    matches: a.matches + b.matches,
  };
}
