import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/** What a network gives for each value; all tensors of one shape. */
export interface StudentTInputs {
  readonly location: Tensor;
  /** the width is log(1 + eˣ) of it, and `leastWidth` */
  readonly rawWidth: Tensor;
  /** the degrees of freedom are log(1 + eˣ) of it, and `leastFreedom` */
  readonly rawFreedom: Tensor;
}

export interface StudentTOptions {
  /** above 0 */
  readonly leastWidth: number;
  /** 2 or more */
  readonly leastFreedom: number;
}

/** Whether the likelihood of Student's t-distribution runs as one operation on the engine in use. */
export function hasStudentT(): boolean {
  return hasNativeKernels();
}

/**
 * -log p(value) under Student's t-distributions, in nats, as one operation; the forward pass yields the gradient with it.
 * The portable twin is the distribution of core, which has the equations.
 * @param values of the same shape; they get no gradient
 */
export function studentTNll(
  inputs: StudentTInputs,
  values: Tensor,
  { leastWidth, leastFreedom }: StudentTOptions,
): Tensor {
  const { location, rawWidth, rawFreedom } = inputs;
  const attributes = { least_width: { float: leastWidth }, least_freedom: { float: leastFreedom } };
  const [nats] = runFused<keyof StudentTInputs>({
    inputs: { location, rawWidth, rawFreedom },
    forward(save, learning) {
      const operands = [location, rawWidth, rawFreedom, values];
      const learns = { learning: { bool: learning } };
      const [value, ...slopes] = runNative('RepriseStudentT', { ...attributes, ...learns }, operands, 4);
      save(slopes);
      return [value as Tensor];
    },
    backward([dNats], [dLocation, dRawWidth, dRawFreedom]) {
      const times = (slope: TensorInfo | undefined): Tensor => tf.mul(dNats as Tensor, slope as Tensor);
      return { location: times(dLocation), rawWidth: times(dRawWidth), rawFreedom: times(dRawFreedom) };
    },
  });
  return nats as Tensor;
}
