/**
 * Philox 4x32-10, the counter-based generator of Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3".
 * Four 32-bit words of output are a pure function of a 128-bit counter and a 64-bit key.
 */
export type Words4 = [number, number, number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of a 32 × 32 bit product, in 16-bit limbs because a double holds 53 bits only. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (other >>> 16)) >>> 0;
}

/** One block: the four words at `counter` under the key; written to `out` from `offset` on. */
export function philoxBlock(
  counter: Readonly<Words4>,
  key0: number,
  key1: number,
  out: Uint32Array | Words4,
  offset = 0,
): void {
  let [c0, c1, c2, c3] = counter;
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
  out[offset] = c0 >>> 0;
  out[offset + 1] = c1 >>> 0;
  out[offset + 2] = c2 >>> 0;
  out[offset + 3] = c3 >>> 0;
}

/**
 * The stream of `count` words that TensorFlow's `StatelessRandom*` operations draw for the seed pair
 * (seed0, seed1), each below 2^31: the pair is scrambled once into a key and the upper half of the counter,
 * whose lower half then counts blocks of four.
 */
export function philoxStream(seed0: number, seed1: number, count: number): Uint32Array<ArrayBuffer> {
  const scrambled: Words4 = [0, 0, 0, 0];
  philoxBlock([seed0, 0, seed1, 0], 0x3ec8f720, 0x02461e29, scrambled);
  const [key0, key1, upper0, upper1] = scrambled;
  const blocks = Math.ceil(count / 4);
  const words = new Uint32Array(blocks * 4);
  const counter: Words4 = [0, 0, upper0, upper1];
  for (let block = 0; block < blocks; block++) {
    counter[0] = block;
    philoxBlock(counter, key0, key1, words, block * 4);
  }
  return words.subarray(0, count);
}
