import type { Tensor } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { checkAlike } from './lists.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/**
 * `start + weight · (end - start)` for each pair of tensors of two lists, in one call. Not differentiable.
 * @throws RangeError when the lists differ in length or in their tensors' shapes
 */
export function lerp(starts: readonly Tensor[], ends: readonly Tensor[], weight: number): Tensor[] {
  checkAlike('lerp', { starts, ends });
  if (!hasNativeKernels()) {
    return starts.map((start, index) =>
      tf.tidy(() => tf.add(start, tf.mul(tf.sub(ends[index] as Tensor, start), weight))),
    );
  }
  if (starts.length === 0) return [];
  return tf.tidy(() =>
    runNative(
      'RepriseLerp',
      { N: { int: starts.length } },
      [...starts, ...ends, tf.scalar(weight)],
      starts.length,
    ),
  );
}
