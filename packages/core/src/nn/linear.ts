import {
  add,
  checkShape,
  matMul,
  param,
  reshape,
  type Module,
  type Rng,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from '@reprise/engine';
import { draw, xavierUniform, zeroBias, type Initializer } from './init.ts';

/**
 * `xs · weightᵀ + bias` over the last axis, for any number of leading axes.
 * @param weight [outputSize, inputSize]
 * @param bias [outputSize]
 */
export function affine<T extends Tensor>(xs: T, weight: Tensor2D, bias?: Tensor1D): T {
  const [outputSize, inputSize] = weight.shape;
  const rows = xs.rank === 2 ? xs : reshape(xs, [-1, inputSize]);
  const product = matMul(rows as unknown as Tensor2D, weight, false, true);
  const ys = bias ? add(product, bias) : product;
  return (xs.rank === 2 ? ys : reshape(ys, [...xs.shape.slice(0, -1), outputSize])) as unknown as T;
}

/** An affine map with weights of its own. */
export class Linear implements Module {
  readonly params: { readonly weight: Tensor2D & Variable; readonly bias?: Tensor1D & Variable };
  readonly inputSize: number;
  readonly outputSize: number;

  constructor(options: {
    inputSize: number;
    outputSize: number;
    rng?: Rng | undefined;
    bias?: boolean;
    init?: Initializer;
  }) {
    const { inputSize, outputSize, rng, bias = true, init = xavierUniform } = options;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    const weight = param(draw(init, outputSize, inputSize, rng?.fold('weight')));
    this.params = bias ? { weight, bias: param(zeroBias(outputSize)) } : { weight };
  }

  /** @param xs [..., inputSize] @returns [..., outputSize] */
  apply<T extends Tensor>(xs: T): T {
    const axes = xs.shape.slice(0, -1).map((_, axis) => `axis${axis}`);
    checkShape('Linear', 'xs', xs, [...axes, this.inputSize]);
    return affine(xs, this.params.weight, this.params.bias);
  }
}
