import {
  add,
  checkShape,
  mul,
  param,
  sigmoid,
  slice,
  split,
  sub,
  tanh,
  zeros,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Cell } from './cell.ts';
import { gatesOf, orthogonal, xavierUniform, zeroBias } from './init.ts';
import { affine } from './linear.ts';

/** [h], [batch, hiddenSize] */
export type GRUState = readonly [h: Tensor2D];

export interface GRUOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
  /**
   * Where the reset gate works: `after` the recurrent matrix product (cuDNN's and PyTorch's form, one product a
   * step; the default) or `before` it (the original form of Cho et al. 2014).
   */
  readonly reset?: 'after' | 'before';
}

/** Gated recurrent unit (Cho et al. 2014). */
export class GRUCell implements Cell<GRUState, undefined> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly reset: 'after' | 'before';
  readonly params: {
    /** [3 · hiddenSize, inputSize], gates in the order r z n */
    readonly weightIh: Tensor2D & Variable;
    /** [3 · hiddenSize, hiddenSize] */
    readonly weightHh: Tensor2D & Variable;
    readonly biasIh: Tensor1D & Variable;
    readonly biasHh: Tensor1D & Variable;
  };

  constructor({ inputSize, hiddenSize, rng, reset = 'after' }: GRUOptions) {
    this.inputSize = inputSize;
    this.outputSize = hiddenSize;
    this.projectedSize = 3 * hiddenSize;
    this.stateSizes = [hiddenSize];
    this.reset = reset;
    this.params = {
      weightIh: param(gatesOf(3, hiddenSize, inputSize, xavierUniform, rng?.fold('weightIh'))),
      weightHh: param(gatesOf(3, hiddenSize, hiddenSize, orthogonal, rng?.fold('weightHh'))),
      biasIh: param(zeroBias(3 * hiddenSize)),
      biasHh: param(zeroBias(3 * hiddenSize)),
    };
  }

  initialState(batchSize: number): GRUState {
    return [zeros([batchSize, this.outputSize])];
  }

  project(xs: Tensor3D): Tensor3D {
    return affine(xs, this.params.weightIh, this.params.biasIh);
  }

  step(projected: Tensor2D, [h]: GRUState): GRUState {
    checkShape('GRUCell.step', 'projected', projected, ['batch', this.projectedSize]);
    return this.reset === 'after' ? this.#resetAfter(projected, h) : this.#resetBefore(projected, h);
  }

  #resetAfter(projected: Tensor2D, h: Tensor2D): GRUState {
    const recurrent = affine(h, this.params.weightHh, this.params.biasHh);
    const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [hr, hz, hn] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const r = sigmoid(add(xr, hr));
    const z = sigmoid(add(xz, hz));
    const n = tanh(add(xn, mul(r, hn)));
    return [interpolate(n as Tensor2D, h, z as Tensor2D)];
  }

  #resetBefore(projected: Tensor2D, h: Tensor2D): GRUState {
    const size = this.outputSize;
    const { weightHh, biasHh } = this.params;
    const gates = affine(h, slice(weightHh, [0, 0], [2 * size, size]), slice(biasHh, [0], [2 * size]));
    const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [hr, hz] = split(gates, 2, 1) as [Tensor2D, Tensor2D];
    const r = sigmoid(add(xr, hr));
    const z = sigmoid(add(xz, hz));
    const candidate = affine(
      mul(r, h) as Tensor2D,
      slice(weightHh, [2 * size, 0], [size, size]),
      slice(biasHh, [2 * size], [size]),
    );
    const n = tanh(add(xn, candidate));
    return [interpolate(n as Tensor2D, h, z as Tensor2D)];
  }
}

/** (1 - z) · n + z · h */
function interpolate(n: Tensor2D, h: Tensor2D, z: Tensor2D): Tensor2D {
  return add(n, mul(z, sub(h, n))) as Tensor2D;
}
