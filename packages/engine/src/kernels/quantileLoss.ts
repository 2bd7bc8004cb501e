import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tfjs.ts';

/**
 * The quantile (pinball) loss (Koenker and Bassett 1978): `level · e` where the value is above the prediction by e,
 * `(1 - level) · e` where it is below. Its slope, which the forward pass needs as well, is kept as the gradient: taken by
 * the chain rule, that compares and casts all over again.
 *
 * @param values of a shape that fits that of `predictions`; they get no gradient
 * @param level in (0, 1); as a tensor of a shape that fits
 * @returns of the shape of `predictions`
 */
export function quantileLoss<R extends Rank>(
  predictions: Tensor<R>,
  values: Tensor,
  level: number | Tensor,
): Tensor<R> {
  const op = tf.customGrad((...args: unknown[]) => {
    const [x, save] = args as [Tensor, (tensors: Tensor[]) => void];
    const error = tf.sub(x, values);
    const slope = tf.sub(tf.cast(tf.greater(error, 0), 'float32'), level);
    save([slope]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0] as Tensor);
    return { value: tf.mul(error, slope), gradFunc };
  });
  return op(predictions) as Tensor<R>;
}
