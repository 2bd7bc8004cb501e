import {
  checkShape,
  ones,
  param,
  zeros,
  type Module,
  type Tensor,
  type Tensor1D,
  type Variable,
} from '@reprise/engine';
import { layerNorm } from './cellNorm.ts';

/** Layer normalisation over the last axis (Ba et al. 2016). */
export class LayerNorm implements Module {
  readonly size: number;
  readonly epsilon: number;
  readonly params: { readonly weight: Tensor1D & Variable; readonly bias: Tensor1D & Variable };

  constructor({ size, epsilon = 1e-5 }: { size: number; epsilon?: number }) {
    this.size = size;
    this.epsilon = epsilon;
    this.params = { weight: param(ones([size]) as Tensor1D), bias: param(zeros([size]) as Tensor1D) };
  }

  /** @param xs [..., size] @returns [..., size], of mean 0 and variance 1 before weight and bias */
  apply<T extends Tensor>(xs: T): T {
    const axes = xs.shape.slice(0, -1).map((_, axis) => `axis${axis}`);
    checkShape('LayerNorm', 'xs', xs, [...axes, this.size]);
    return layerNorm(xs, this.params.weight, this.params.bias, this.epsilon);
  }
}
