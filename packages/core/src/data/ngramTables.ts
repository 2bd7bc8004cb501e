import { ROOT, type NgramCounts } from './ngramCounts.ts';

/**
 * The n-grams of a back-off model as a tree, breadth first: the children of a node follow each other, by token, and
 * node 0 is the empty n-gram. Tokens are 0 to `vocabSize` - 1, then the end, then the beginning of a sequence, and each
 * of them is a child of the root.
 */
export interface NgramTables {
  readonly order: number;
  readonly vocabSize: number;
  /** the last token of each node, [nodes] */
  readonly token: Uint8Array | Uint16Array;
  /** natural logarithm of the probability of the last token after the others, [nodes] */
  readonly logProb: Float32Array;
  /** how many children a node has, [contexts]; later nodes, the n-grams of `order` tokens, have none */
  readonly children: Uint16Array;
  /** natural logarithm of what a context leaves to the shorter one for tokens that are no child, [contexts] */
  readonly backoff: Float32Array;
}

/** What stands for a single token that never came. */
export const UNSEEN = -1;

/** The smallest share that is told from none, so that no back-off is -Infinity. */
const SMALLEST_SHARE = 2 ** -40;

export interface NgramLayout {
  readonly order: number;
  readonly vocabSize: number;
  /** whether a node stays; with it stay its parent and its suffix */
  readonly isKept: (node: number) => boolean;
}

/** The nodes as tables have them: the root, every single token (`UNSEEN` where it never came), then level by level. */
export function layOut(
  { size, parent, token, depth }: NgramCounts,
  { order, vocabSize, isKept }: NgramLayout,
): Int32Array {
  const levels = Array.from({ length: order + 1 }, (): number[] => []);
  levels[ROOT] = [ROOT];
  levels[1] = new Array<number>(vocabSize + 2).fill(UNSEEN);
  for (let node = 1; node < size; node++) {
    const level = depth[node] as number;
    if (level === 1) levels[1][token[node] as number] = node;
    else if (isKept(node)) (levels[level] as number[]).push(node);
  }
  const place = new Int32Array(size);
  let placed = 0;
  levels.forEach((nodes, level) => {
    const before = (a: number, b: number): number =>
      (place[parent[a] as number] as number) - (place[parent[b] as number] as number) ||
      (token[a] as number) - (token[b] as number);
    if (level > 1) nodes.sort(before);
    for (const node of nodes) {
      if (node !== UNSEEN) place[node] = placed;
      placed++;
    }
  });
  return Int32Array.from(levels.flat());
}

export interface NgramNumbers {
  readonly order: number;
  readonly vocabSize: number;
  /** of a node, or of `UNSEEN`, whose last token this is */
  readonly probabilityOf: (node: number, last: number) => number;
  /** the share of a context that goes to the shorter one */
  readonly left: (context: number) => number;
}

/** @param nodes as `layOut` gives them */
export function makeTables(
  { parent, token, depth }: NgramCounts,
  nodes: Int32Array,
  { order, vocabSize, probabilityOf, left }: NgramNumbers,
): NgramTables {
  const isContext = (node: number): boolean => (node === UNSEEN ? 1 : (depth[node] as number)) < order;
  const contexts = nodes.filter(isContext).length;
  const tokens = vocabSize + 2 > 256 ? new Uint16Array(nodes.length) : new Uint8Array(nodes.length);
  const logProb = new Float32Array(nodes.length);
  const children = new Uint16Array(contexts);
  const backoff = new Float32Array(contexts);
  const place = new Int32Array(parent.length);
  nodes.forEach((node, at) => {
    // After the root come the single tokens.
    const last = at <= vocabSize + 2 ? at - 1 : (token[node] as number);
    if (node !== UNSEEN) place[node] = at;
    if (node !== ROOT) {
      tokens[at] = last;
      logProb[at] = Math.log(probabilityOf(node, last));
      const context = node === UNSEEN ? ROOT : (place[parent[node] as number] as number);
      (children[context] as number)++;
    }
    if (at < contexts && node !== UNSEEN) backoff[at] = Math.log(Math.max(left(node), SMALLEST_SHARE));
  });
  return { order, vocabSize, token: tokens, logProb, children, backoff };
}
