import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { tf } from '../tfjs.ts';

/**
 * Turns each sequence round within its length; the padding behind it stays where it is. Turning round twice gives
 * the sequence again, so the operation is its own gradient.
 *
 * @param xs [batch, time, features]
 * @param lengths one length a sequence; without it all are of full length
 * @returns [batch, time, features]
 */
export function reverseSequence(xs: Tensor3D, lengths?: ArrayLike<number>): Tensor3D {
  const [batchSize, time] = xs.shape;
  if (!lengths) return tf.reverse(xs, 1);
  const order = new Int32Array(batchSize * time);
  for (let row = 0; row < batchSize; row++) {
    const length = lengths[row] as number;
    for (let at = 0; at < time; at++)
      order[row * time + at] = row * time + (at < length ? length - 1 - at : at);
  }
  const turn = (x: Tensor): Tensor3D =>
    tf.tidy(() => {
      const rows = tf.reshape(x, [batchSize * time, -1]);
      return tf.reshape(tf.gather(rows, tf.tensor1d(order, 'int32')), x.shape as [number, number, number]);
    });
  return tf.customGrad((x) => ({ value: turn(x as Tensor), gradFunc: (dy: Tensor) => turn(dy) }))(
    xs,
  ) as Tensor3D;
}
