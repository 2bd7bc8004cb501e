import type { Rank, Tensor, ShapeMap } from '@tensorflow/tfjs-core';
import { randomUniform } from './kernels/randomUniform.ts';
import { philoxBlock, philoxStream } from './philox.ts';
import { scope } from './scope.ts';
import { tf } from './tfjs.ts';

/**
 * Randomness as a pure function. An `Rng` is a key, not a state: the same call on the same key gives the same
 * numbers, always, on both engines. Whoever needs other numbers asks a child key for them:
 * `rng.fold('dropout', epoch, step)`. So nothing has to be saved to resume a run.
 */
export class Rng {
  /** 31 bits each, since TensorFlow extends the sign of a 32-bit seed. */
  readonly #seed0: number;
  readonly #seed1: number;

  private constructor(seed0: number, seed1: number) {
    this.#seed0 = seed0 & 0x7fffffff;
    this.#seed1 = seed1 & 0x7fffffff;
  }

  /** @param seed an integer from 0 to 2^53 - 1 */
  static fromSeed(seed: number): Rng {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Rng.fromSeed: expected an integer from 0 to 2^53 - 1, got ${seed}.`);
    }
    return new Rng(0, 0).fold(seed);
  }

  /** The child key for a purpose: names and integers, in order. */
  fold(...purpose: (string | number)[]): Rng {
    const words = new Uint32Array(4);
    let seed0 = this.#seed0;
    let seed1 = this.#seed1;
    for (const part of purpose) {
      const [low, high, kind] =
        typeof part === 'number' ? [part >>> 0, Math.floor(part / 2 ** 32) >>> 0, 1] : hash(part);
      philoxBlock(low, high, kind, 0, seed0, seed1, words);
      [seed0, seed1] = [(words[0] as number) & 0x7fffffff, (words[1] as number) & 0x7fffffff];
    }
    return new Rng(seed0, seed1);
  }

  /** `count` words of 32 random bits. */
  words(count: number): Uint32Array<ArrayBuffer> {
    return philoxStream(this.#seed0, this.#seed1, count);
  }

  /** One number in [0, 1), of 32 random bits. */
  float(): number {
    return (this.words(1)[0] as number) / 2 ** 32;
  }

  /** The numbers 0 … length - 1 in random order (Fisher-Yates). */
  permutation(length: number): Uint32Array<ArrayBuffer> {
    const order = Uint32Array.from({ length }, (_, index) => index);
    const words = this.words(length);
    for (let last = length - 1; last > 0; last--) {
      const other = Math.floor(((words[last] as number) / 2 ** 32) * (last + 1));
      [order[last], order[other]] = [order[other] as number, order[last] as number];
    }
    return order;
  }

  /** Uniform in [low, high), of 23 random bits, of the given shape. */
  uniform<R extends Rank>(shape: ShapeMap[R], low = 0, high = 1): Tensor<R> {
    return scope(() => {
      const unit = randomUniform(shape, this.#seed0, this.#seed1);
      const scaled = high - low === 1 ? unit : tf.mul(unit, high - low);
      return (low === 0 ? scaled : tf.add(scaled, low)) as Tensor<R>;
    });
  }

  /** Normal with the given mean and standard deviation (Box and Muller 1958), of the given shape. */
  normal<R extends Rank>(shape: ShapeMap[R], mean = 0, standardDeviation = 1): Tensor<R> {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = this.normalValues(count).map((value) => mean + standardDeviation * value);
    return tf.tensor<R>(values, shape);
  }

  /** `count` standard normal numbers. */
  normalValues(count: number): Float32Array<ArrayBuffer> {
    const pairs = Math.ceil(count / 2);
    const words = this.words(pairs * 2);
    const values = new Float32Array(pairs * 2);
    for (let index = 0; index < values.length; index += 2) {
      // One is added so that the logarithm never sees zero.
      const radius = Math.sqrt(-2 * Math.log(((words[index] as number) + 1) / 2 ** 32));
      const angle = 2 * Math.PI * ((words[index + 1] as number) / 2 ** 32);
      values[index] = radius * Math.cos(angle);
      values[index + 1] = radius * Math.sin(angle);
    }
    return values.subarray(0, count);
  }

  /**
   * A dropout mask (Srivastava et al. 2014), already scaled: 0 with probability `rate`, else 1 / (1 - rate).
   * @throws RangeError when rate is not in [0, 1)
   */
  dropoutMask<R extends Rank>(shape: ShapeMap[R], rate: number): Tensor<R> {
    if (!(rate >= 0 && rate < 1))
      throw new RangeError(`Rng.dropoutMask: expected a rate in [0, 1), got ${rate}.`);
    return scope(() => {
      const kept = tf.cast(tf.greaterEqual(this.uniform<R>(shape), rate), 'float32');
      return tf.mul<Tensor<R>>(kept, 1 / (1 - rate));
    });
  }
}

/** FNV-1a (Fowler, Noll, Vo 1991), twice with different offsets, for 64 bits. */
function hash(text: string): [number, number, number] {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ 0x5bd1, 0x01000193);
  }
  return [low >>> 0, high >>> 0, 2];
}
