import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { isNative, NATIVE_BACKEND, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';

const KERNEL = 'RepriseSoftmaxCrossEntropy';

/**
 * The cross-entropy of each row against its class, in nats, with label smoothing (Szegedy et al. 2016): the
 * class gets `1 - labelSmoothing + labelSmoothing / classes` of the target's mass, each other class
 * `labelSmoothing / classes`. On the native engine the forward pass yields the gradient with it, so the softmax
 * is computed once.
 *
 * @param logits [rows, classes]
 * @param labels [rows], int32 class numbers
 * @returns [rows]
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D, labelSmoothing = 0): Tensor1D {
  if (!isNative()) return portable(logits, labels, labelSmoothing);
  const outputs = tf.engine().runKernel(KERNEL, { logits, labels }, { labelSmoothing });
  return (outputs as unknown as Tensor[])[0] as Tensor1D;
}

/** The portable twin: softmax minus target mass as the gradient, without a tape over the steps in between. */
function portable(logits: Tensor2D, labels: Tensor1D, labelSmoothing: number): Tensor1D {
  const op = tf.customGrad((...args: unknown[]) => {
    const [x, save] = args as [Tensor2D, (tensors: Tensor[]) => void];
    const logProbs = tf.logSoftmax(x);
    // Cast afterwards, since the WASM backend fills a float one-hot with the bits of integers.
    const oneHot = tf.cast(tf.oneHot(labels, x.shape[1]), 'float32');
    const target = tf.add(tf.mul(oneHot, 1 - labelSmoothing), labelSmoothing / x.shape[1]);
    save([logProbs, target]);
    const value = tf.neg(tf.sum(tf.mul(logProbs, target), 1));
    const gradFunc = (dy: Tensor, saved: Tensor[]) =>
      tf.mul(tf.expandDims(dy, 1), tf.sub(tf.exp(saved[0] as Tensor), saved[1] as Tensor));
    return { value, gradFunc };
  });
  return op(logits) as Tensor1D;
}

/** Makes the kernel known to tfjs; called once when the native engine starts. */
export function registerSoftmaxCrossEntropy(): void {
  const float = { T: { dtype: 'float32' } } as const;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE_BACKEND,
    kernelFunc: ({ inputs, attrs }) => {
      const { logits, labels } = inputs as unknown as { logits: Tensor2D; labels: Tensor1D };
      const { labelSmoothing } = attrs as unknown as { labelSmoothing: number };
      if (labelSmoothing === 0) {
        const attributes = { ...float, Tlabels: { dtype: 'int32' } } as const;
        return runNative('SparseSoftmaxCrossEntropyWithLogits', attributes, [logits, labels], 2);
      }
      const classes = logits.shape[1];
      const elsewhere = labelSmoothing / classes;
      const target = tf.oneHot(labels, classes, 1 - labelSmoothing + elsewhere, elsewhere, 'float32');
      const outputs = runNative('SoftmaxCrossEntropyWithLogits', float, [logits, target], 2);
      target.dispose();
      return outputs;
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => ({
      logits: () => tf.mul(tf.expandDims((dys as Tensor[])[0] as Tensor, 1), saved[0] as Tensor),
    }),
  });
}
