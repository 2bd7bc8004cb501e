/** How often each n-gram of one order occurs; the key is its parts with a separator between. */
export type NgramCounts = ReadonlyMap<string, number>;

/** No token and no character that is compared holds it: both are made by cutting at white space. */
const SEPARATOR = ' ';

/** Counts the n-grams of one order in a sequence of words or characters. */
export function countNgrams(sequence: readonly string[], order: number): NgramCounts {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= sequence.length; start++) {
    const ngram = sequence.slice(start, start + order).join(SEPARATOR);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Number of n-grams of `counts` that are found in `others` too, each at most as often as there. */
export function countMatches(counts: NgramCounts, others: NgramCounts): number {
  let matches = 0;
  for (const [ngram, count] of counts) {
    matches += Math.min(count, others.get(ngram) ?? 0);
  }
  return matches;
}

/**
 * The parts of a text between white space, without empty ones. White space is what Python's
 * `str.split` takes for it: Unicode's, and the information separators U+001C to U+001F.
 */
export function splitWhitespace(text: string): string[] {
  return text
    .split(/[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u)
    .filter((part) => part !== '');
}
