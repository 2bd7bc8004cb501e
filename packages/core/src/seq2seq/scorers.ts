import { add, fill, tensor2d, tensorScatterUpdate, type Tensor2D } from '@reprise/engine';

/** An output so far. */
export interface Prefix {
  /** the number of its source in the batch */
  readonly source: number;
  /** without bos */
  readonly ids: readonly number[];
}

/**
 * Something beside the model that has a say in the next token. It has any of three ways to say it; the first two
 * are for knowledge about ids, and cost next to nothing.
 */
export interface Scorer {
  /** The ids that may not come next. */
  forbid?(prefix: Prefix): Iterable<number>;

  /** The only ids that may come next; undefined for any. */
  allow?(prefix: Prefix): Iterable<number> | undefined;

  /**
   * Any other change of the log-probabilities, [rows, vocabSize]. Beam search knows when it may stop only while
   * none of them gets above zero.
   */
  rescore?(logProbs: Tensor2D, prefixes: readonly Prefix[]): Tensor2D;
}

/** No output shorter than `length` tokens: until then eos cannot come. */
export function minimumLength(length: number, eos: number): Scorer {
  return { forbid: ({ ids }) => (ids.length < length ? [eos] : []) };
}

/** Tokens that never come, such as unk. */
export function forbidTokens(forbidden: readonly number[]): Scorer {
  return { forbid: () => forbidden };
}

/** No sequence of `n` tokens comes twice in one output (Paulus et al. 2018). */
export function blockRepeats(n: number): Scorer {
  return {
    forbid({ ids }) {
      const forbidden: number[] = [];
      const context = n - 1;
      const end = ids.length - context;
      for (let start = 0; start < end; start++) {
        let same = 0;
        while (same < context && ids[start + same] === ids[end + same]) same++;
        if (same === context) forbidden.push(ids[start + context] as number);
      }
      return forbidden;
    },
  };
}

/**
 * Outputs that begin with given tokens.
 * @param beginnings one for each source; an empty one leaves its source free
 */
export function forceBeginnings(beginnings: readonly (readonly number[])[]): Scorer {
  return {
    allow({ source, ids }) {
      const forced = beginnings[source]?.[ids.length];
      return forced === undefined ? undefined : [forced];
    },
  };
}

/** Applies all scorers: the bans in one operation, then each rescoring in turn. Call it within a scope. */
export function applyScorers(
  scorers: readonly Scorer[],
  logProbs: Tensor2D,
  prefixes: readonly Prefix[],
): Tensor2D {
  if (scorers.length === 0) return logProbs;
  let scored = applyBans(scorers, logProbs, prefixes);
  for (const scorer of scorers) scored = scorer.rescore?.(scored, prefixes) ?? scored;
  return scored;
}

function applyBans(scorers: readonly Scorer[], logProbs: Tensor2D, prefixes: readonly Prefix[]): Tensor2D {
  const [rows, vocabSize] = logProbs.shape;
  const allowed = prefixes.map((prefix) => intersect(scorers.map((scorer) => scorer.allow?.(prefix))));
  const banned = prefixes.flatMap((prefix, row) =>
    scorers.flatMap((scorer) => [...(scorer.forbid?.(prefix) ?? [])].map((id) => [row, id] as const)),
  );
  if (allowed.every((ids) => ids === undefined)) {
    // A few numbers are replaced where they stand; duplicates among the places do no harm.
    if (banned.length === 0) return logProbs;
    const places = tensor2d(Int32Array.from(banned.flat()), [banned.length, 2], 'int32');
    return tensorScatterUpdate(logProbs, places, fill([banned.length], -Infinity)) as Tensor2D;
  }
  const penalties = new Float32Array(rows * vocabSize);
  allowed.forEach((ids, row) => {
    if (!ids) return;
    penalties.fill(-Infinity, row * vocabSize, (row + 1) * vocabSize);
    for (const id of ids) penalties[row * vocabSize + id] = 0;
  });
  for (const [row, id] of banned) penalties[row * vocabSize + id] = -Infinity;
  return add(logProbs, tensor2d(penalties, [rows, vocabSize]));
}

function intersect(lists: readonly (Iterable<number> | undefined)[]): Set<number> | undefined {
  let common: Set<number> | undefined;
  for (const list of lists) {
    if (!list) continue;
    const ids = new Set(list);
    common = common ? new Set([...common].filter((id) => ids.has(id))) : ids;
  }
  return common;
}
