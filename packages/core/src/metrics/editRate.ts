import { distance } from 'fastest-levenshtein';

/** How a text that was read differs from the true one. */
export interface Edits {
  /** insertions, deletions and substitutions of the shortest way from one to the other (Levenshtein 1966) */
  readonly edits: number;
  /** of the true text: what the edits are divided by */
  readonly length: number;
}

/** Characters (code points) that differ. */
export function characterEdits(read: string, truth: string): Edits {
  return tokenEdits(Array.from(read), Array.from(truth));
}

/** Tokens that differ. */
export function tokenEdits(read: readonly string[], truth: readonly string[]): Edits {
  const codes = new Map<string, string>();
  // One UTF-16 unit for each distinct token, since the distance is of those.
  const encode = (tokens: readonly string[]): string =>
    tokens
      .map((token) => {
        let code = codes.get(token);
        if (code === undefined) codes.set(token, (code = String.fromCharCode(codes.size)));
        return code;
      })
      .join('');
  return { edits: distance(encode(read), encode(truth)), length: truth.length };
}

/** Edits of all texts over the length of all true ones: the character (or word) error rate. NaN of no text. */
export function editRate(all: Iterable<Edits>): number {
  let [edits, length] = [0, 0];
  for (const each of all) {
    edits += each.edits;
    length += each.length;
  }
  return edits / length;
}
