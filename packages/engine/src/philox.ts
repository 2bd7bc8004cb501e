/**
 * Philox 4x32-10, the counter-based generator of Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3".
 * Four 32-bit words of output are a pure function of a 128-bit counter and a 64-bit key.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of a 32 × 32 bit product, in 16-bit limbs; no sum reaches 2^32, so all of it is integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const other = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/** One block: the four words at the counter c0 to c3 under the key; written to `out` from `offset` on. */
export function philoxBlock(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  key0: number,
  key1: number,
  out: Uint32Array,
  offset = 0,
): void {
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(c0, MULTIPLIER_0);
    const low0 = Math.imul(c0, MULTIPLIER_0);
    const high1 = multiplyHigh(c2, MULTIPLIER_1);
    const low1 = Math.imul(c2, MULTIPLIER_1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/**
 * The stream of `count` words that TensorFlow's `StatelessRandom*` operations draw for the seed pair
 * (seed0, seed1), each below 2^31: the pair is scrambled once into a key and the upper half of the counter,
 * whose lower half then counts blocks of four.
 */
export function philoxStream(seed0: number, seed1: number, count: number): Uint32Array<ArrayBuffer> {
  const scrambled = new Uint32Array(4);
  philoxBlock(seed0, 0, seed1, 0, 0x3ec8f720, 0x02461e29, scrambled);
  const [key0, key1, upper0, upper1] = scrambled as unknown as [number, number, number, number];
  const blocks = Math.ceil(count / 4);
  const words = new Uint32Array(blocks * 4);
  for (let block = 0; block < blocks; block++)
    philoxBlock(block, 0, upper0, upper1, key0, key1, words, block * 4);
  return words.subarray(0, count);
}
