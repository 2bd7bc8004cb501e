/** How often each number came; a distribution that is not yet divided by its sum. */
export type Counts = ReadonlyMap<number, number>;

export function addCount(counts: Map<number, number>, value: number, count = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + count);
}

export function sumCounts(all: Iterable<Counts>): Counts {
  const sum = new Map<number, number>();
  for (const counts of all) {
    for (const [value, count] of counts) addCount(sum, value, count);
  }
  return sum;
}

/**
 * The divergence of Jensen and Shannon between two distributions (Lin 1991), in bits: the mean of both one's
 * Kullback-Leibler divergence from their mixture. 0 where they are equal, 1 where they share no value; its square root
 * is a metric.
 *
 * @returns NaN where one has no counts
 */
export function jensenShannon(one: Counts, other: Counts): number {
  const [oneTotal, otherTotal] = [total(one), total(other)];
  if (oneTotal === 0 || otherTotal === 0) return NaN;
  let divergence = 0;
  for (const value of new Set([...one.keys(), ...other.keys()])) {
    const p = (one.get(value) ?? 0) / oneTotal;
    const q = (other.get(value) ?? 0) / otherTotal;
    const mixed = (p + q) / 2;
    if (p > 0) divergence += (p * Math.log2(p / mixed)) / 2;
    if (q > 0) divergence += (q * Math.log2(q / mixed)) / 2;
  }
  // Rounding may leave less than nothing between equal ones.
  return Math.max(0, divergence);
}

function total(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
