import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { NATIVE_BACKEND, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/** From so many rows on, packing the other factor takes less time than it saves. */
const LEAST_ROWS = 32;

/**
 * Makes tfjs multiply two matrices by our own product where they are large, and by TensorFlow's else. On its own it
 * takes them for batches of one, which with few rows takes five times as long. Called once when the native engine
 * starts.
 */
export function registerMatMul(): void {
  const batched = tf.getKernel('BatchMatMul', NATIVE_BACKEND);
  tf.unregisterKernel('BatchMatMul', NATIVE_BACKEND);
  tf.registerKernel({
    ...batched,
    kernelFunc(call) {
      const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
      const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
      if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== 'float32')
        return batched.kernelFunc(call);
      const isOurs =
        hasNativeKernels() && !(transposeA && transposeB) && Math.min(...a.shape, ...b.shape) >= LEAST_ROWS;
      const [name, attributes] = isOurs
        ? ([
            'RepriseMatMul',
            { transpose_left: { bool: transposeA }, transpose_right: { bool: transposeB } },
          ] as const)
        : ([
            'MatMul',
            { transpose_a: { bool: transposeA }, transpose_b: { bool: transposeB }, T: { dtype: 'float32' } },
          ] as const);
      return runNative(name, attributes, [a, b], 1)[0] as Tensor;
    },
  });
}
