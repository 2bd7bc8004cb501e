/** Names this implementation in the signatures of scores, where sacreBLEU has its own version. */
export const METRICS_VERSION = 'reprise-0.1.0';

/**
 * How a score was computed, in the form of sacreBLEU's signatures (Post 2018). The first entry is the
 * number of references, `var` where sentences have different numbers of them.
 */
export function signature(
  references: readonly (readonly string[])[],
  settings: Record<string, string | number>,
): string {
  const counts = new Set(references.map((of) => of.length));
  const [count = 0] = counts;
  const entries = { nrefs: counts.size > 1 ? 'var' : count, ...settings, version: METRICS_VERSION };
  return Object.entries(entries)
    .map(([name, value]) => `${name}:${value}`)
    .join('|');
}

/**
 * Every hypothesis needs a reference to be compared with.
 *
 * @throws RangeError naming the metric and the sentence at fault.
 */
export function checkReferences(
  metric: string,
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
): void {
  if (hypotheses.length !== references.length) {
    throw new RangeError(
      `${metric}: expected references for each of ${hypotheses.length} hypotheses, got ${references.length}`,
    );
  }
  const bare = references.findIndex((of) => of.length === 0);
  if (bare !== -1) {
    throw new RangeError(`${metric}: expected at least one reference for sentence ${bare + 1}, got none`);
  }
}
