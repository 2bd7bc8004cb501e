import { createHash } from 'node:crypto';
/** What a corpus falls into. */
export type Split = 'train' | 'valid' | 'test';

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
