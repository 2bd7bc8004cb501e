import {
  add,
  checkShape,
  param,
  relu,
  tanh,
  zeros,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Cell } from './cell.ts';
import { draw, orthogonal, xavierUniform, zeroBias } from './init.ts';
import { affine } from './linear.ts';

/** [h], [batch, hiddenSize] */
export type ElmanState = readonly [h: Tensor2D];

export interface ElmanOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
  readonly activation?: 'tanh' | 'relu';
}

/** The simple recurrent network (Elman 1990). */
export class ElmanCell implements Cell<ElmanState, undefined> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly activation: 'tanh' | 'relu';
  readonly params: {
    /** [hiddenSize, inputSize] */
    readonly weightIh: Tensor2D & Variable;
    /** [hiddenSize, hiddenSize] */
    readonly weightHh: Tensor2D & Variable;
    readonly biasIh: Tensor1D & Variable;
    readonly biasHh: Tensor1D & Variable;
  };

  constructor({ inputSize, hiddenSize, rng, activation = 'tanh' }: ElmanOptions) {
    this.inputSize = inputSize;
    this.outputSize = hiddenSize;
    this.projectedSize = hiddenSize;
    this.stateSizes = [hiddenSize];
    this.activation = activation;
    this.params = {
      weightIh: param(draw(xavierUniform, hiddenSize, inputSize, rng?.fold('weightIh'))),
      weightHh: param(draw(orthogonal, hiddenSize, hiddenSize, rng?.fold('weightHh'))),
      biasIh: param(zeroBias(hiddenSize)),
      biasHh: param(zeroBias(hiddenSize)),
    };
  }

  initialState(batchSize: number): ElmanState {
    return [zeros([batchSize, this.outputSize])];
  }

  project(xs: Tensor3D): Tensor3D {
    return affine(xs, this.params.weightIh, this.params.biasIh);
  }

  step(projected: Tensor2D, [h]: ElmanState): ElmanState {
    checkShape('ElmanCell.step', 'projected', projected, ['batch', this.projectedSize]);
    const sum = add(projected, affine(h, this.params.weightHh, this.params.biasHh)) as Tensor2D;
    return [this.activation === 'tanh' ? tanh(sum) : relu(sum)];
  }
}
