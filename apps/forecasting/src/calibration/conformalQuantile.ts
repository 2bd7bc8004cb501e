/**
 * The rank, counted from 1, of the score that bounds a new exchangeable score with a probability of at least
 * `coverage`: ⌈(count + 1) · coverage⌉ (Vovk, Gammerman and Shafer 2005). Above `count` where so few scores bound nothing.
 */
export function conformalRank(count: number, coverage: number): number {
  // A product a rounding error above a whole number is that number.
  return Math.ceil((count + 1) * coverage - 1e-9);
}

/**
 * The score of that rank. Where it is above `count` the largest score stands in, which a new one exceeds with a
 * probability of 1 / (count + 1): more than asked for, but the least that these scores can promise.
 *
 * @param sorted scores, ascending; at least one
 */
export function conformalQuantile(sorted: Float64Array, coverage: number): number {
  const rank = Math.max(1, Math.min(conformalRank(sorted.length, coverage), sorted.length));
  return sorted[rank - 1] as number;
}
