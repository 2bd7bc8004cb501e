import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';

export interface PenMixtureOptions {
  /** [rows], 1 for real steps and 0 for padding, whose loss and gradient are 0; without it all are real */
  readonly mask?: Tensor1D | undefined;
  /** a standard deviation is log(1 + eˣ) of its output, and this; above 0 */
  readonly leastDeviation: number;
  /** a correlation is tanh of its output times this; between 0 and 1 */
  readonly greatestCorrelation: number;
}

/** Whether the likelihood of a mixture for a pen runs as one operation on the engine in use. */
export function hasPenMixture(): boolean {
  return hasNativeKernels();
}

/**
 * -log p of each step of a pen under a mixture of bivariate normal distributions, in nats, as one operation; the forward
 * pass yields the gradient with it. The portable twin is core's mixture for a pen, which has the equations.
 *
 * @param outputs [rows, 6 K + 1 or 6 K + 3]: 1 or 3 logits of what the pen does, then K logits of weights, K means of dx,
 *   K of dy, K raw deviations of dx, K of dy and K raw correlations
 * @param targets [rows, 2 + 1 or 3]: dx, dy, and what the pen does; they get no gradient
 * @returns [rows]
 */
export function penMixtureNll(
  outputs: Tensor2D,
  targets: Tensor2D,
  { mask, leastDeviation, greatestCorrelation }: PenMixtureOptions,
): Tensor1D {
  const constants = {
    least_deviation: { float: leastDeviation },
    greatest_correlation: { float: greatestCorrelation },
  };
  const [nats] = runFused<'outputs'>({
    inputs: { outputs },
    forward(save, learning) {
      const attributes = { ...constants, learning: { bool: learning } };
      const operands = [outputs, targets, mask ?? nothing()];
      const [value, gradient] = runNative('ReprisePenMixture', attributes, operands, 2) as [Tensor, Tensor];
      save([gradient]);
      return [value];
    },
    backward: ([dNats], [gradient]) => ({
      outputs: tf.mul(tf.reshape(dNats as Tensor, [-1, 1]), gradient as Tensor),
    }),
  });
  return nats as Tensor1D;
}
