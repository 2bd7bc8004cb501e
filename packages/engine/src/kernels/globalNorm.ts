import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/**
 * The length of all tensors taken as one vector; not finite when one of their numbers is not. Not differentiable.
 * @throws RangeError when there are no tensors
 */
export function globalNorm(tensors: readonly Tensor[]): Scalar {
  if (tensors.length === 0) throw new RangeError('globalNorm: expected at least one tensor, got none.');
  if (!hasNativeKernels()) {
    return tf.tidy(() => tf.sqrt(tf.addN(tensors.map(sumOfSquares))) as Scalar);
  }
  return runNative('RepriseGlobalNorm', { N: { int: tensors.length } }, tensors, 1)[0] as Scalar;
}

function sumOfSquares(x: Tensor): Scalar {
  const squares = tf.square(x);
  // By rows first: WASM adds one number after another to a single sum, which loses digits over a million of them.
  return tf.sum(x.rank > 1 ? tf.sum(squares, -1) : squares) as Scalar;
}
