import { createHash } from 'node:crypto';
import type { Example, Pair } from './pairs.ts';

const BUCKETS = 100;
const TEST_BUCKET = 0;
const VALID_BUCKET = 1;

export interface HashSplit {
  readonly train: readonly Pair[];
  readonly valid: readonly Pair[];
  readonly test: readonly Pair[];
}

/**
 * The one of 100 buckets that a sentence belongs to, whatever the order or the version of the file.
 *
 * The sentence's key is the text without the characters of Unicode category P (`\p{P}`), with runs of
 * white space as one space and none at the ends, in lower case (`toLowerCase`, no locale). The SHA-256
 * of the key's UTF-8 bytes, read as one big-endian number, modulo 100 is the bucket.
 */
export function hashBucket(sentence: string): number {
  const key = sentence.replace(/\p{P}/gu, '').replace(/\s+/gu, ' ').trim().toLowerCase();
  const digest = createHash('sha256').update(key, 'utf8').digest();
  return digest.reduce((remainder, byte) => (remainder * 256 + byte) % BUCKETS, 0);
}

/**
 * Divides pairs by their source sentences: bucket 0 is for the test, bucket 1 for validation, the rest
 * for training. All translations of one sentence, and its variants in case and punctuation, fall on
 * the same side.
 */
export function hashSplit(pairs: Iterable<Pair>): HashSplit {
  const split = { train: [] as Pair[], valid: [] as Pair[], test: [] as Pair[] };
  const buckets = new Map<string, number>();
  for (const pair of pairs) {
    let bucket = buckets.get(pair.source);
    if (bucket === undefined) {
      bucket = hashBucket(pair.source);
      buckets.set(pair.source, bucket);
    }
    const part = bucket === TEST_BUCKET ? 'test' : bucket === VALID_BUCKET ? 'valid' : 'train';
    split[part].push(pair);
  }
  return split;
}

/** Every different source sentence once, in order, with all its different translations as references. */
export function groupReferences(pairs: Iterable<Pair>): Example[] {
  const references = new Map<string, [string, ...string[]]>();
  for (const { source, target } of pairs) {
    const known = references.get(source);
    if (known === undefined) {
      references.set(source, [target]);
    } else if (!known.includes(target)) {
      known.push(target);
    }
  }
  return Array.from(references, ([source, all]) => ({ source, references: all }));
}
