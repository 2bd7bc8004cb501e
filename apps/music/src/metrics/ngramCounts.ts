/** N-grams of some sequences as a tree: the path from the root to a node is an n-gram. */
export interface NgramTree {
  /** the n-gram's node that has `token` more at its end; undefined where it never came */
  readonly child: (node: number, token: number) => number | undefined;
  /** the node of the n-gram without its first token, of each node */
  readonly suffix: readonly number[];
  /** the node of the n-gram without its last token, of each node */
  readonly parent: readonly number[];
  /** tokens of each n-gram */
  readonly depth: readonly number[];
  /** how often each n-gram came */
  readonly count: readonly number[];
}

/** The empty n-gram. */
export const ROOT = 0;

/**
 * Counts the n-grams of one token to `order` tokens.
 *
 * @param tokens numbers from 0 to `alphabetSize` - 1
 */
export function countNgrams(
  sequences: Iterable<readonly number[]>,
  { order, alphabetSize }: { readonly order: number; readonly alphabetSize: number },
): NgramTree {
  const children = new Map<number, number>();
  const [suffix, parent, depth, count] = [[ROOT], [ROOT], [0], [0]];
  const child = (node: number, token: number) => children.get(node * alphabetSize + token);

  function grow(node: number, token: number): number {
    const known = child(node, token);
    if (known !== undefined) return known;
    const shorter = node === ROOT ? ROOT : grow(suffix[node] as number, token);
    const made = suffix.length;
    children.set(node * alphabetSize + token, made);
    suffix.push(shorter);
    parent.push(node);
    depth.push((depth[node] as number) + 1);
    count.push(0);
    return made;
  }

  for (const sequence of sequences) {
    sequence.forEach((_, start) => {
      let node = ROOT;
      for (const token of sequence.slice(start, start + order)) {
        node = grow(node, token);
        (count[node] as number) += 1;
      }
    });
  }
  return { child, suffix, parent, depth, count };
}
