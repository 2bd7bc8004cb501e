/** N-grams of some sequences as a tree: the path from the root to a node is an n-gram. Nodes are whole numbers. */
export interface NgramCounts {
  /** how many nodes there are, the root included; parents come before their children */
  readonly size: number;
  /** the n-gram without its last token, of each node */
  readonly parent: Int32Array;
  /** the last token of each node; 0 of the root */
  readonly token: Int32Array;
  /** the n-gram without its first token, of each node */
  readonly suffix: Int32Array;
  /** tokens of each node */
  readonly depth: Uint8Array;
  /** how often each n-gram came */
  readonly count: Float64Array;
}

/** The empty n-gram. */
export const ROOT = 0;

const FIRST_CAPACITY = 1 << 12;

/**
 * Counts the n-grams of one token to `order` tokens, those at the end of a sequence that are cut short as well.
 *
 * @param sequences of tokens from 0 on
 */
export function countNgrams(sequences: Iterable<ArrayLike<number>>, order: number): NgramCounts {
  let size = 1;
  let capacity = FIRST_CAPACITY;
  let [parent, token, suffix] = [0, 1, 2].map(() => new Int32Array(capacity)) as Triple;
  let depth = new Uint8Array(capacity);
  let count = new Float64Array(capacity);
  // Open addressing: the node, at the first free place from its hash on. 0 is free, since the root is nobody's child.
  let table = new Int32Array(4 * capacity);

  function placeOf(node: number, last: number): number {
    const mask = table.length - 1;
    let place = (Math.imul(node, 0x9e3779b1) ^ Math.imul(last + 1, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    for (;;) {
      const found = table[place] as number;
      if (found === 0 || (parent[found] === node && token[found] === last)) return place;
      place = (place + 1) & mask;
    }
  }

  function enlarge(): void {
    capacity *= 2;
    const wider = (old: Int32Array<ArrayBuffer>) => {
      const array = new Int32Array(capacity);
      array.set(old);
      return array;
    };
    [parent, token, suffix] = [wider(parent), wider(token), wider(suffix)];
    const [shallow, fewer] = [depth, count];
    depth = new Uint8Array(capacity);
    depth.set(shallow);
    count = new Float64Array(capacity);
    count.set(fewer);
    table = new Int32Array(4 * capacity);
    for (let node = 1; node < size; node++) {
      table[placeOf(parent[node] as number, token[node] as number)] = node;
    }
  }

  function childOf(node: number, last: number): number {
    const known = table[placeOf(node, last)] as number;
    if (known !== 0) return known;
    const shorter = node === ROOT ? ROOT : childOf(suffix[node] as number, last);
    if (size === capacity) enlarge();
    const made = size++;
    table[placeOf(node, last)] = made;
    parent[made] = node;
    token[made] = last;
    suffix[made] = shorter;
    depth[made] = (depth[node] as number) + 1;
    return made;
  }

  for (const sequence of sequences) {
    for (let start = 0; start < sequence.length; start++) {
      let node = ROOT;
      const end = Math.min(sequence.length, start + order);
      for (let at = start; at < end; at++) {
        node = childOf(node, sequence[at] as number);
        (count[node] as number)++;
      }
    }
  }
  return {
    size,
    parent: parent.subarray(0, size),
    token: token.subarray(0, size),
    suffix: suffix.subarray(0, size),
    depth: depth.subarray(0, size),
    count: count.subarray(0, size),
  };
}

type Triple = [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
