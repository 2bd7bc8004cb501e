import { ROOT } from './ngramCounts.ts';
import type { NgramTables } from './ngramTables.ts';

/** An n-gram model that is asked token by token. A state is a whole number: what it remembers of a beginning. */
export interface NgramModel {
  readonly tables: NgramTables;
  readonly order: number;
  readonly vocabSize: number;
  /** the token that stands for the end of a sequence: `vocabSize` */
  readonly end: number;
  /** the state at the beginning of a sequence */
  readonly start: number;
  /** The state after one more token. */
  next(state: number, token: number): number;
  /**
   * The natural logarithm of the probability of a token, or of the end, after this state. Takes at most `order` steps.
   * @throws RangeError for what is no token
   */
  logProb(state: number, token: number): number;
  /** Nats of each token of a whole sequence and of its end, [tokens + 1]. @throws RangeError for what is no token */
  logProbs(sequence: ArrayLike<number>): Float64Array;
}

export function ngramModel(tables: NgramTables): NgramModel {
  const { order, vocabSize, token: tokens, logProb, children, backoff } = tables;
  const [end, begin] = [vocabSize, vocabSize + 1];
  const contexts = children.length;
  const firstChild = new Int32Array(contexts + 1);
  firstChild[0] = 1;
  for (let node = 0; node < contexts; node++) {
    firstChild[node + 1] = (firstChild[node] as number) + (children[node] as number);
  }

  /** 0 where it is none: the root is nobody's child. */
  function childOf(node: number, token: number): number {
    // The root has every token.
    if (node === ROOT) return token + 1;
    if (node >= contexts) return 0;
    let low = firstChild[node] as number;
    let high = (firstChild[node + 1] as number) - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = tokens[middle] as number;
      if (found === token) return middle;
      if (found < token) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  const suffix = new Int32Array(tokens.length);
  // A node without children says nothing that its suffix does not say: the state is the longest that has some.
  const stateOf = new Int32Array(tokens.length);
  for (let node = 0; node < contexts; node++) {
    for (let child = firstChild[node] as number; child < (firstChild[node + 1] as number); child++) {
      suffix[child] = node === ROOT ? ROOT : longest(suffix[node] as number, tokens[child] as number);
      const hasChildren = child < contexts && children[child] !== 0;
      stateOf[child] = hasChildren ? child : (stateOf[suffix[child] as number] as number);
    }
  }

  /** The longest n-gram that ends this context and the token. */
  function longest(context: number, token: number): number {
    for (let node = context; ; node = suffix[node] as number) {
      const child = childOf(node, token);
      if (child !== 0) return child;
    }
  }

  function checkToken(token: number): void {
    if (Number.isInteger(token) && token >= 0 && token <= end) return;
    throw new RangeError(
      `NgramModel: expected tokens from 0 to ${vocabSize - 1}, or the end, ${end}, got ${token}.`,
    );
  }

  function next(state: number, token: number): number {
    checkToken(token);
    return stateOf[longest(state, token)] as number;
  }

  function logProbOf(state: number, token: number): number {
    checkToken(token);
    let left = 0;
    for (let node = state; ; node = suffix[node] as number) {
      const child = childOf(node, token);
      if (child !== 0) return left + (logProb[child] as number);
      left += backoff[node] as number;
    }
  }

  const start = stateOf[childOf(ROOT, begin)] as number;
  return {
    tables,
    order,
    vocabSize,
    end,
    start,
    next,
    logProb: logProbOf,
    logProbs(sequence) {
      let state = start;
      const nats = new Float64Array(sequence.length + 1);
      for (let at = 0; at < sequence.length; at++) {
        const token = sequence[at] as number;
        // The end is no token within a sequence.
        checkToken(token === end ? NaN : token);
        nats[at] = logProbOf(state, token);
        state = next(state, token);
      }
      nats[sequence.length] = logProbOf(state, end);
      return nats;
    },
  };
}
