/**
 * IEEE 754 binary16 ("half precision"): 1 bit of sign, 5 of exponent, 10 of fraction. Rounds to the nearest, ties
 * to even, as hardware, NumPy and PyTorch do: relative error at most 2^-11 from 6.1e-5 to 65504, smaller numbers
 * in steps of 2^-24, and from 65520 on infinity.
 */

const INFINITY_32 = 0x7f800000;
const INFINITY_16 = 0x7c00;
/** as binary32: 65520, halfway between the largest finite half and the next power of two */
const OVERFLOW = 0x477ff000;
/** as binary32: 2^-14, the smallest normal half */
const SMALLEST_NORMAL = 0x38800000;
/** as binary32: 2^-25, half of the smallest half; it and what is below become zero */
const UNDERFLOW = 0x33000000;
/** what the biases of the exponents differ by (127 - 15), at the exponent's place in binary32 */
const BIAS_DIFFERENCE = 0x38000000;

/** The bits of the nearest half of each number. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    halves[index] = ((word >>> 16) & 0x8000) | roundMagnitude(word & 0x7fffffff);
  }
  return halves;
}

function roundMagnitude(word: number): number {
  if (word >= SMALLEST_NORMAL && word < OVERFLOW) {
    const isOdd = (word >>> 13) & 1;
    return (word - BIAS_DIFFERENCE + 0xfff + isOdd) >>> 13;
  }
  if (word > INFINITY_32) return INFINITY_16 | 0x200 | ((word >>> 13) & 0x3ff);
  if (word >= OVERFLOW) return INFINITY_16;
  if (word <= UNDERFLOW) return 0;
  const significand = (word & 0x7fffff) | 0x800000;
  const dropped = 126 - (word >>> 23);
  const truncated = significand >>> dropped;
  const remainder = significand - (truncated << dropped);
  const half = 1 << (dropped - 1);
  return remainder > half || (remainder === half && (truncated & 1) === 1) ? truncated + 1 : truncated;
}

/** The numbers that these halves stand for, exactly. */
export function fromFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  const words = new Uint32Array(values.buffer);
  for (let index = 0; index < halves.length; index++) {
    const half = halves[index] as number;
    const magnitude = half & 0x7fff;
    const sign = (half & 0x8000) << 16;
    if (magnitude >= INFINITY_16) words[index] = sign | INFINITY_32 | ((magnitude & 0x3ff) << 13);
    else if (magnitude >= 0x400) words[index] = sign | ((magnitude << 13) + BIAS_DIFFERENCE);
    else values[index] = (sign ? -magnitude : magnitude) * 2 ** -24;
  }
  return values;
}
