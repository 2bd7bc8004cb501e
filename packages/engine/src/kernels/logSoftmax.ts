import type { Tensor } from '@tensorflow/tfjs-core';
import { isNative, NATIVE_BACKEND, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';

const KERNEL = 'RepriseLogSoftmax';

/**
 * The logarithm of the softmax over the last axis. TensorFlow's own operation takes a fraction of the time of the
 * several that tfjs makes it of, which is the portable form.
 */
export function logSoftmax<T extends Tensor>(logits: T): T {
  if (!isNative()) return tf.logSoftmax(logits);
  return tf.engine().runKernel<T>(KERNEL, { logits });
}

/** Makes the kernel known to tfjs; called once when the native engine starts. */
export function registerLogSoftmax(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE_BACKEND,
    kernelFunc: ({ inputs }) =>
      runNative('LogSoftmax', { T: { dtype: 'float32' } }, [inputs['logits'] as Tensor], 1)[0] as Tensor,
  });
  tf.registerGradient({
    kernelName: KERNEL,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const gradient = dy as Tensor;
      return {
        logits: () => tf.sub(gradient, tf.mul(tf.exp(saved[0] as Tensor), tf.sum(gradient, -1, true))),
      };
    },
  });
}
