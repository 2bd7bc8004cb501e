import { countNgrams, ROOT, type NgramTree } from './ngramCounts.ts';

/** What is taken from counts of one, of two, and of three or more. */
export type Discounts = readonly [one: number, two: number, more: number];

/**
 * An n-gram model of number sequences. Tokens are 0 to `vocabSize` - 1; the end of a sequence is the token `vocabSize`.
 */
export interface KneserNey {
  readonly order: number;
  readonly vocabSize: number;
  /** of the n-grams of one token, of two, … of `order` */
  readonly discounts: readonly Discounts[];
  /**
   * The probability of every token, the end last, after a sequence's beginning, [vocabSize + 1]; sums to 1.
   *
   * @throws RangeError for a number that is no token
   */
  readonly distribution: (beginning: readonly number[]) => Float64Array;
  /**
   * Nats of each token of a whole sequence and of its end, all negative, [tokens + 1].
   *
   * @throws RangeError for a number that is no token
   */
  readonly logProbs: (sequence: readonly number[]) => Float64Array;
}

/** Where counts of counts give none: those of KenLM for such data. */
const FALLBACK: Discounts = [0.5, 1, 1.5];

/** Counts are told apart up to this; higher ones share a discount. */
const MORE = 3;

/** Probability mass of a context: the sum of its counts, and the share that goes on to the shorter context. */
interface Context {
  total: number;
  discounted: number;
}

/**
 * Trains an interpolated modified Kneser-Ney model (Chen and Goodman 1998, An Empirical Study of Smoothing Techniques
 * for Language Modeling, equations 24 to 26 of the report): highest order on counts, lower orders on how many tokens
 * come before an n-gram (on counts where it begins its sequence), a discount of its own for counts of 1, 2 and 3 or more
 * in each order, estimated from the counts of counts. Single tokens are interpolated with the uniform distribution over
 * the vocabulary and the end, so that each sequence has a probability. One begin mark stands before a sequence, as in
 * KenLM and SRILM.
 *
 * Where an order has no n-gram of count 1, 2 or 3, or a discount falls outside of 0 to its count, the discounts of that
 * order are 0.5, 1 and 1.5.
 *
 * @throws RangeError for an order or a vocabulary less than 1, or a number that is no token
 */
export function trainKneserNey(
  sequences: readonly (readonly number[])[],
  { order, vocabSize }: { readonly order: number; readonly vocabSize: number },
): KneserNey {
  for (const [name, value] of Object.entries({ order, vocabSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(
        `trainKneserNey: expected ${name} to be 1 or a larger whole number, got ${value}.`,
      );
    }
  }
  const [end, begin] = [vocabSize, vocabSize + 1];
  for (const sequence of sequences) checkTokens(sequence, vocabSize);
  const tree = countNgrams(
    sequences.map((sequence) => [begin, ...sequence, end]),
    { order, alphabetSize: vocabSize + 2 },
  );
  const adjusted = adjustCounts(tree, order, begin);
  const discounts = estimateDiscounts(tree, adjusted, order);
  const contexts = sumContexts(tree, adjusted, discounts);
  const uniform = 1 / (vocabSize + 1);

  const discountOf = (count: number, depth: number) =>
    count === 0 ? 0 : ((discounts[depth - 1] as Discounts)[Math.min(count, MORE) - 1] as number);

  /** Equation 24, from the shortest context to the longest. */
  function probabilityOf(token: number, context: number): number {
    const shorter = context === ROOT ? uniform : probabilityOf(token, tree.suffix[context] as number);
    const { total, discounted } = contexts[context] as Context;
    if (total === 0) return shorter;
    const node = tree.child(context, token);
    const count = node === undefined ? 0 : (adjusted[node] as number);
    const own = count - discountOf(count, (tree.depth[context] as number) + 1);
    return (own + discounted * shorter) / total;
  }

  /** The longest context, of at most `order` - 1 tokens, that came in training, after one more token. */
  function advance(context: number, token: number): number {
    let longest = context;
    let next = tree.child(longest, token);
    while (next === undefined && longest !== ROOT) {
      longest = tree.suffix[longest] as number;
      next = tree.child(longest, token);
    }
    if (next === undefined) return ROOT;
    return tree.depth[next] === order ? (tree.suffix[next] as number) : next;
  }

  return {
    order,
    vocabSize,
    discounts,
    distribution: (beginning) => {
      checkTokens(beginning, vocabSize);
      const context = [begin, ...beginning].reduce(advance, ROOT);
      return Float64Array.from({ length: vocabSize + 1 }, (_, token) => probabilityOf(token, context));
    },
    logProbs: (sequence) => {
      checkTokens(sequence, vocabSize);
      let context = advance(ROOT, begin);
      return Float64Array.from([...sequence, end], (token) => {
        const logProb = Math.log(probabilityOf(token, context));
        context = advance(context, token);
        return logProb;
      });
    },
  };
}

function checkTokens(sequence: readonly number[], vocabSize: number): void {
  const wrong = sequence.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
  if (wrong !== undefined) {
    throw new RangeError(`KneserNey: expected tokens from 0 to ${vocabSize - 1}, got ${wrong}.`);
  }
}

/** Counts of the longest n-grams and of those that begin a sequence; of the others, how many tokens precede them. */
function adjustCounts(
  { child, suffix, parent, depth, count }: NgramTree,
  order: number,
  begin: number,
): number[] {
  const first = child(ROOT, begin);
  // A parent is made before its children.
  const beginsSequence: boolean[] = [];
  depth.forEach((_, node) => {
    beginsSequence.push(node === first || (node !== ROOT && beginsSequence[parent[node] as number] === true));
  });
  const adjusted = count.map((times, node) => (depth[node] === order || beginsSequence[node] ? times : 0));
  suffix.forEach((shorter, node) => {
    if ((depth[node] as number) > 1) (adjusted[shorter] as number) += 1;
  });
  // The begin mark is never to be foretold.
  adjusted[ROOT] = 0;
  if (first !== undefined) adjusted[first] = 0;
  return adjusted;
}

/** Equation 26, with an order's own counts of counts. */
function estimateDiscounts({ depth }: NgramTree, adjusted: readonly number[], order: number): Discounts[] {
  const countsOfCounts = Array.from({ length: order + 1 }, () => [0, 0, 0, 0, 0]);
  adjusted.forEach((count, node) => {
    if (count >= 1 && count <= MORE + 1) {
      const counts = countsOfCounts[depth[node] as number] as number[];
      (counts[count] as number) += 1;
    }
  });
  return countsOfCounts.slice(1).map((counts) => {
    const [, n1 = 0, n2 = 0, n3 = 0, n4 = 0] = counts;
    const share = n1 / (n1 + 2 * n2);
    const discounts: Discounts = [
      1 - (2 * share * n2) / n1,
      2 - (3 * share * n3) / n2,
      3 - (4 * share * n4) / n3,
    ];
    const isUsable = discounts.every((discount, index) => discount >= 0 && discount <= index + 1);
    return n1 > 0 && n2 > 0 && n3 > 0 && isUsable ? discounts : FALLBACK;
  });
}

function sumContexts(
  { parent, depth }: NgramTree,
  adjusted: readonly number[],
  discounts: readonly Discounts[],
): Context[] {
  const contexts = depth.map((): Context => ({ total: 0, discounted: 0 }));
  adjusted.forEach((count, node) => {
    if (count === 0) return;
    const context = contexts[parent[node] as number] as Context;
    context.total += count;
    context.discounted += (discounts[(depth[node] as number) - 1] as Discounts)[
      Math.min(count, MORE) - 1
    ] as number;
  });
  return contexts;
}
