import { InputError } from '../errors.ts';
import { countNgrams, ROOT, type NgramCounts } from './ngramCounts.ts';
import { layOut, makeTables, UNSEEN, type NgramTables } from './ngramTables.ts';

export interface KneserNeyOptions {
  /** tokens of the longest n-grams, at most 20 */
  readonly order: number;
  /** tokens are 0 to `vocabSize` - 1, at most 65,000 */
  readonly vocabSize: number;
  /** n-grams of three tokens and more that came less often are left out, their probability to the shorter (default 1) */
  readonly minCount?: number | undefined;
}

/** Counts are told apart up to this; higher ones share a discount. */
const MORE = 3;

/** What is taken from counts of 1, 2 and 3 or more, where counts of counts give nothing: KenLM's for such data. */
const FALLBACK: readonly number[] = [0.5, 1, 1.5];

/** N-grams of so many tokens are never left out. */
const ALWAYS_KEPT = 2;

/**
 * Trains an interpolated modified Kneser-Ney model (Chen and Goodman 1998, An Empirical Study of Smoothing Techniques
 * for Language Modeling, equations 24 to 26 of the report): the highest order on counts, lower orders on how many tokens
 * come before an n-gram (on counts where it begins its sequence), a discount of its own for counts of 1, 2 and 3 or more
 * in each order, estimated from the counts of counts. Single tokens are interpolated with the uniform distribution over
 * the vocabulary and the end, so that each sequence has a probability. One begin mark stands before a sequence, as in
 * KenLM and SRILM. Interpolation is carried out here: what is stored backs off.
 *
 * @throws InputError for options out of range; RangeError for what is no token
 */
export function trainKneserNey(
  sequences: Iterable<ArrayLike<number>>,
  { order, vocabSize, minCount = 1 }: KneserNeyOptions,
): NgramTables {
  checkCount('order', order, 20);
  checkCount('vocabSize', vocabSize, 65_000);
  checkCount('minCount', minCount, Infinity);
  const counts = countNgrams(withMarks(sequences, vocabSize), order);
  const adjusted = adjustCounts(counts, order, vocabSize + 1);
  const discounts = estimateDiscounts(counts, adjusted, order);
  const { parent, suffix, depth, count, size } = counts;
  const isKept = (node: number): boolean =>
    (depth[node] as number) <= ALWAYS_KEPT || (count[node] as number) >= minCount;
  const discounted = (node: number): number => {
    const times = adjusted[node] as number;
    if (times === 0) return 0;
    const own = discounts[(depth[node] as number) - 1] as readonly number[];
    return times - (own[Math.min(times, MORE) - 1] as number);
  };

  const totals = new Float64Array(size);
  const stored = new Float64Array(size);
  for (let node = 1; node < size; node++) {
    const context = parent[node] as number;
    totals[context] = (totals[context] as number) + (adjusted[node] as number);
    if (isKept(node)) stored[context] = (stored[context] as number) + discounted(node);
  }
  /** the share of a context that goes to the shorter one */
  const left = (context: number): number =>
    totals[context] === 0 ? 1 : 1 - (stored[context] as number) / (totals[context] as number);

  // Equation 24, from the shortest n-grams to the longest.
  const nodes = layOut(counts, { order, vocabSize, isKept });
  const probabilities = new Float64Array(size);
  const uniform = 1 / (vocabSize + 1);
  for (const node of nodes) {
    if (node <= ROOT) continue;
    const context = parent[node] as number;
    const shorter = context === ROOT ? uniform : (probabilities[suffix[node] as number] as number);
    const own = totals[context] === 0 ? 0 : discounted(node) / (totals[context] as number);
    probabilities[node] = own + left(context) * shorter;
  }
  return makeTables(counts, nodes, {
    order,
    vocabSize,
    probabilityOf: (node, last) => {
      if (last === vocabSize + 1) return 0;
      return node === UNSEEN ? left(ROOT) * uniform : (probabilities[node] as number);
    },
    left,
  });
}

function checkCount(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  const range = most === Infinity ? 'on' : `to ${most}`;
  throw new InputError(
    `trainKneserNey: expected ${name} to be a whole number from 1 ${range}, got ${value}.`,
  );
}

function* withMarks(sequences: Iterable<ArrayLike<number>>, vocabSize: number): Generator<number[]> {
  for (const sequence of sequences) {
    const marked = [vocabSize + 1];
    for (let at = 0; at < sequence.length; at++) {
      const token = sequence[at] as number;
      if (!Number.isInteger(token) || token < 0 || token >= vocabSize) {
        throw new RangeError(`trainKneserNey: expected tokens from 0 to ${vocabSize - 1}, got ${token}.`);
      }
      marked.push(token);
    }
    marked.push(vocabSize);
    yield marked;
  }
}

/** Counts of the longest n-grams and of those that begin a sequence; of the others, how many tokens precede them. */
function adjustCounts(counts: NgramCounts, order: number, begin: number): Float64Array {
  const { size, parent, token, suffix, depth, count } = counts;
  const beginsSequence = new Uint8Array(size);
  const adjusted = new Float64Array(size);
  for (let node = 1; node < size; node++) {
    const context = parent[node] as number;
    beginsSequence[node] =
      context === ROOT ? Number(token[node] === begin) : (beginsSequence[context] as number);
    if (depth[node] === order || beginsSequence[node] === 1) adjusted[node] = count[node] as number;
  }
  for (let node = 1; node < size; node++) {
    if ((depth[node] as number) > 1) (adjusted[suffix[node] as number] as number)++;
  }
  // The begin mark is never to be foretold.
  for (let node = 1; node < size; node++) {
    if (parent[node] === ROOT && token[node] === begin) adjusted[node] = 0;
  }
  return adjusted;
}

/** Equation 26, with an order's own counts of counts; [order][1, 2, 3 or more]. */
function estimateDiscounts({ size, depth }: NgramCounts, adjusted: Float64Array, order: number): number[][] {
  const countsOfCounts = Array.from({ length: order + 1 }, () => new Float64Array(MORE + 2));
  for (let node = 1; node < size; node++) {
    const count = adjusted[node] as number;
    if (count >= 1 && count <= MORE + 1) {
      const counts = countsOfCounts[depth[node] as number] as Float64Array;
      (counts[count] as number)++;
    }
  }
  return countsOfCounts.slice(1).map(([, n1 = 0, n2 = 0, n3 = 0, n4 = 0]) => {
    const share = n1 / (n1 + 2 * n2);
    const discounts = [1 - (2 * share * n2) / n1, 2 - (3 * share * n3) / n2, 3 - (4 * share * n4) / n3];
    const isUsable = discounts.every((discount, index) => discount >= 0 && discount <= index + 1);
    return n1 > 0 && n2 > 0 && n3 > 0 && isUsable ? discounts : [...FALLBACK];
  });
}
