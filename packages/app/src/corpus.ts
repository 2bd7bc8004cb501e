import { createHash } from 'node:crypto';

/** What a corpus falls into. */
export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/**
 * Examples to train on, to choose a model by, and to test it on. What must not be in two of them (a piece in whatever
 * key, a writer) is in one.
 */
export interface Corpus<P> extends Readonly<Record<Split, readonly P[]>> {
  /** what it holds, in lines for a person: sizes, what was guessed, what training and test have in common */
  readonly summary: string;
  /** what was left out, mended or may be amiss, a line each */
  readonly warnings: readonly string[];
}

/** How many each split has, as `229 / 76 / 77`. */
export function splitCounts(splits: Readonly<Record<Split, readonly unknown[]>>): string {
  return SPLITS.map((split) => splits[split].length.toLocaleString('en-US')).join(' / ');
}

const BUCKETS = 10;
const TEST_BUCKET = 0;
const VALID_BUCKET = 1;

/**
 * Where a piece without a split belongs: about 80 % train, 10 % valid, 10 % test, always the same, whatever other pieces
 * there are.
 *
 * The SHA-256 of the name's UTF-8 bytes (Unicode NFC, lower case), read as one big-endian number, modulo 10 is 0 for the
 * test and 1 for validation.
 *
 * @param name of the piece; without folder and extension for a file
 */
export function splitOfName(name: string): Split {
  const digest = createHash('sha256').update(name.normalize('NFC').toLowerCase(), 'utf8').digest();
  const bucket = digest.reduce((remainder, byte) => (remainder * 256 + byte) % BUCKETS, 0);
  return bucket === TEST_BUCKET ? 'test' : bucket === VALID_BUCKET ? 'valid' : 'train';
}
