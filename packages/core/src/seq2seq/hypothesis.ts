/** One output of a search. */
export interface Hypothesis {
  /** without bos and eos */
  readonly ids: readonly number[];
  /** the sum of the tokens' log-probabilities, that of eos included, as the scorers left them */
  readonly logProb: number;
  /** what outputs are ranked by; without penalties the same as `logProb` */
  readonly score: number;
  /** whether it ended with eos, and not because of its maximum length */
  readonly finished: boolean;
  /** for each id the weights over the source with which it was chosen; undefined without attention */
  readonly alignment: readonly Float32Array[] | undefined;
}

/** Wu et al. 2016, equation 14: ((5 + length) / 6) ^ alpha, by which a log-probability is divided. */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/** float32's smallest normal number: what counts for a position that got no weight at all, whose logarithm is -Infinity. */
const NO_WEIGHT = 2 ** -126;

/**
 * Wu et al. 2016, equation 14: beta · Σ_i log(min(Σ_j p_ij, 1)), never above zero.
 * @param coverage Σ_j p_ij: what each position of the source got in all steps
 * @param sourceLength how many of the positions are real
 */
export function coveragePenalty(coverage: ArrayLike<number>, sourceLength: number, beta: number): number {
  let sum = 0;
  for (let position = 0; position < sourceLength; position++) {
    sum += Math.log(Math.min(Math.max(coverage[position] as number, NO_WEIGHT), 1));
  }
  return beta * sum;
}
