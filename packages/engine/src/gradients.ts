import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { loadGradients } from './loadGradients.ts';
import { tf } from './tfjs.ts';

const targets = new Set<Tensor>();

/** Whether a gradient is being taken with respect to this very tensor. */
export function isTarget(tensor: Tensor): boolean {
  return targets.has(tensor);
}

/**
 * A scalar and its gradient with respect to each of `xs` (zeros where it does not depend on one).
 * Everything in between is freed; value and gradients are the caller's.
 */
export function valueAndGradients(
  loss: () => Scalar,
  xs: readonly Tensor[],
): { value: Scalar; gradients: Tensor[] } {
  loadGradients();
  const own = xs.filter((x) => !targets.has(x));
  for (const x of own) targets.add(x);
  try {
    return differentiate(loss, xs);
  } finally {
    for (const x of own) targets.delete(x);
  }
}

function differentiate(loss: () => Scalar, xs: readonly Tensor[]): { value: Scalar; gradients: Tensor[] } {
  return tf.tidy(() => {
    const { value, grads } = tf.engine().gradients(loss, [...xs], undefined, true);
    // Null where the loss does not depend on it, which tfjs' type does not say.
    const found = grads as (Tensor | null)[];
    const gradients = found.map((gradient, index) => gradient ?? tf.zerosLike(xs[index] as Tensor));
    return { value: value as Scalar, gradients };
  });
}
