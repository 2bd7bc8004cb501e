import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { loadGradients, tf } from './tfjs.ts';

/**
 * A scalar and its gradient with respect to each of `xs` (zeros where it does not depend on one).
 * Everything in between is freed; value and gradients are the caller's.
 */
export function valueAndGradients(
  loss: () => Scalar,
  xs: readonly Tensor[],
): { value: Scalar; gradients: Tensor[] } {
  loadGradients();
  return tf.tidy(() => {
    const { value, grads } = tf.engine().gradients(loss, [...xs], undefined, true);
    // Null where the loss does not depend on it, which tfjs' type does not say.
    const found = grads as (Tensor | null)[];
    const gradients = found.map((gradient, index) => gradient ?? tf.zerosLike(xs[index] as Tensor));
    return { value: value as Scalar, gradients };
  });
}
