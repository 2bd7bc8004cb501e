import { add, mean, mul, ones, param, pow, square, sub } from '@reprise/engine';
import type { Tensor, Tensor1D, Tensor2D, Variable } from '@reprise/engine';
import { affine } from './linear.ts';

/**
 * `(xs - mean) / sqrt(variance + epsilon) · gain + bias` over the last axis (Ba et al. 2016); the variance is the mean
 * of the squares.
 * @param gain [size of the last axis]
 * @param bias [size of the last axis]
 */
export function layerNorm<T extends Tensor>(xs: T, gain: Tensor1D, bias: Tensor1D, epsilon = 1e-5): T {
  const centred = sub(xs, mean(xs, -1, true));
  const variance = mean(square(centred), -1, true);
  const normal = mul(centred, pow(add(variance, epsilon), -0.5));
  return add(mul(normal, gain), bias);
}

/**
 * `xs · weightᵀ + bias`; with a gain the product is normalised before the bias, over its whole width, all gates
 * together (Ba et al. 2016, equation 20): `layerNorm(xs · weightᵀ) · gain + bias`.
 * @param weight [outputSize, inputSize]
 * @param bias [outputSize]
 * @param gain [outputSize]
 */
export function gatesFrom<T extends Tensor>(xs: T, weight: Tensor2D, bias: Tensor1D, gain?: Tensor1D): T {
  return gain ? layerNorm(affine(xs, weight), gain, bias) : affine(xs, weight, bias);
}

/** A gain that changes nothing yet. */
export function unitGain(size: number): Tensor1D & Variable {
  return param(ones([size]) as Tensor1D);
}
