import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import { isNative, runNative } from '../native.ts';
import { philoxStream } from '../philox.ts';
import { tf } from '../tfjs.ts';

/** Below this many numbers a loop in JavaScript is faster than the call into TensorFlow. */
const NATIVE_FROM = 2048;

/**
 * Uniform numbers in [0, 1) from the seed pair, 23 random bits each: the same bits on every engine.
 * @param seed0 below 2^31
 * @param seed1 below 2^31
 */
export function randomUniform<R extends Rank>(shape: ShapeMap[R], seed0: number, seed1: number): Tensor<R> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (isNative() && count >= NATIVE_FROM) {
    return tf.tidy(() => {
      const dims = tf.tensor1d([...shape], 'int32');
      const seed = tf.tensor1d([seed0, seed1], 'int32');
      const attributes = {
        dtype: { dtype: 'float32' },
        T: { dtype: 'int32' },
        Tseed: { dtype: 'int32' },
      } as const;
      const [values] = runNative('StatelessRandomUniform', attributes, [dims, seed], 1);
      return values as Tensor<R>;
    });
  }
  return tf.tensor<R>(uniformValues(seed0, seed1, count), shape);
}

/** TensorFlow's way from 32 bits to a float: the lower 23 become the mantissa of a number in [1, 2), minus 1. */
function uniformValues(seed0: number, seed1: number, count: number): Float32Array {
  const words = philoxStream(seed0, seed1, count);
  const values = new Float32Array(words.buffer, 0, count);
  for (let index = 0; index < count; index++)
    words[index] = 0x3f800000 | ((words[index] as number) & 0x7fffff);
  for (let index = 0; index < count; index++) values[index] = (values[index] as number) - 1;
  return values;
}
