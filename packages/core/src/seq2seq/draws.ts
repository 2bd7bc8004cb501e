import { tensor1d, topk, type Rng, type Tensor1D } from '@reprise/engine';
import type { Draw } from './generate.ts';
import { applyScorers, type Scorer } from './scorers.ts';
import type { TokenEmission } from './tokenModel.ts';

/** A token as it was drawn. */
export interface DrawnToken {
  readonly id: number;
  readonly alignment: Float32Array | undefined;
}

export interface TokenDraw extends Draw<
  TokenEmission,
  DrawnToken,
  Tensor1D,
  'logProbs' | 'ids' | 'alignment'
> {
  /** when it looks at no more than so many of the model's best tokens */
  readonly count?: number | undefined;
}

/** The most probable token; of equal ones the lowest id. */
export function greedyDraw(scorers: readonly Scorer[]): TokenDraw {
  return tokenDraw(1, scorers, () => 0);
}

export interface Sampling {
  /** divides the log-probabilities: below 1 it sharpens, above 1 it flattens (default 1) */
  readonly temperature?: number | undefined;
  /** draw from the k most probable tokens only (Fan et al. 2018; default all) */
  readonly topK?: number | undefined;
  /** draw from the fewest tokens that together have this probability, the nucleus (Holtzman et al. 2020; default 1: all) */
  readonly topP?: number | undefined;
}

/** A random token: first the temperature applies, then `topK`, then `topP` to what that leaves. */
export function sampledDraw(
  { temperature = 1, topK, topP = 1 }: Sampling,
  scorers: readonly Scorer[],
): TokenDraw {
  return tokenDraw(topK, scorers, (logProbs, rng) =>
    sampleIndex(logProbs, { temperature, topP }, rng.float()),
  );
}

/** @param count how many of the most probable tokens come to the host; undefined for all */
function tokenDraw(
  count: number | undefined,
  scorers: readonly Scorer[],
  pick: (logProbs: ArrayLike<number>, rng: Rng) => number,
): TokenDraw {
  return {
    count: scorers.length === 0 ? count : undefined,
    prepare({ logProbs, ids, alignment }, rows) {
      if (ids) return { logProbs, ids, alignment };
      const prefixes =
        scorers.length === 0
          ? []
          : rows.map(({ source, values }) => ({ source, ids: values.map(({ id }) => id) }));
      const scored = applyScorers(scorers, logProbs, prefixes);
      if (count === undefined || count >= logProbs.shape[1]) return { logProbs: scored, alignment };
      const { values, indices } = topk(scored, count);
      return { logProbs: values, ids: indices, alignment };
    },
    choose({ logProbs = [], ids, alignment }, rng) {
      const index = pick(logProbs, rng);
      const logProb = checkNumber(logProbs[index] as number);
      return {
        value: { id: ids?.[index] ?? index, alignment: alignment && new Float32Array(alignment) },
        logProb,
      };
    },
    input: (tokens) =>
      tensor1d(
        tokens.map(({ id }) => id),
        'int32',
      ),
  };
}

/** @throws Error when the model has come to grief */
export function checkNumber(logProb: number): number {
  if (!Number.isNaN(logProb)) return logProb;
  throw new Error(
    'search: expected log-probabilities, got NaN from the model. Its weights, or its inputs, are not numbers.',
  );
}

/**
 * An index with probability in proportion to exp(logProb / temperature), from within the `topK` best (all of those that
 * equal the last of them), and of these from within the nucleus.
 * @param uniform in [0, 1): the choice is a function of it
 */
export function sampleIndex(
  logProbs: ArrayLike<number>,
  { temperature = 1, topK = Infinity, topP = 1 }: Sampling,
  uniform: number,
): number {
  let greatest = -Infinity;
  for (let index = 0; index < logProbs.length; index++)
    greatest = Math.max(greatest, logProbs[index] as number);
  if (!Number.isFinite(greatest)) return 0;

  const least = topK < logProbs.length ? leastOfBest(logProbs, topK) : -Infinity;
  const weights = new Float64Array(logProbs.length);
  let total = 0;
  for (let index = 0; index < weights.length; index++) {
    if ((logProbs[index] as number) < least) continue;
    const weight = Math.exp(((logProbs[index] as number) - greatest) / temperature);
    weights[index] = weight;
    total += weight;
  }
  if (topP < 1) total = keepNucleus(weights, topP * total, ((1 - topP) * total) / weights.length);

  let left = uniform * total;
  let chosen = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] as number;
    if (weight === 0) continue;
    chosen = index;
    if (left < weight) break;
    left -= weight;
  }
  return chosen;
}

/** Of the `count` highest the lowest. */
function leastOfBest(logProbs: ArrayLike<number>, count: number): number {
  return Float64Array.from(logProbs).sort()[logProbs.length - count] as number;
}

/**
 * Sets to zero all but the fewest weights that add up to `mass`, and returns their sum.
 * @param negligible weights below it cannot belong to them, all together being less than the rest; they need no sorting
 */
function keepNucleus(weights: Float64Array, mass: number, negligible: number): number {
  const ascending = weights.filter((weight) => weight >= negligible).sort();
  let least = ascending.length;
  let sum = 0;
  while (least > 0 && sum < mass) sum += ascending[--least] as number;
  const threshold = ascending[least] as number;
  let equals = ascending.lastIndexOf(threshold) - least + 1;
  weights.forEach((weight, index) => {
    if (weight < threshold || (weight === threshold && equals-- <= 0)) weights[index] = 0;
  });
  return sum;
}
