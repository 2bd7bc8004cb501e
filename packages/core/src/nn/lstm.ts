import {
  add,
  checkShape,
  concat,
  hasLstm,
  lstm,
  mul,
  param,
  reverseSequence,
  sigmoid,
  split,
  tanh,
  tensor1d,
  transpose,
  zeros,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Cell, ScanOptions, Unrolled } from './cell.ts';
import { gatesOf, orthogonal, xavierUniform, zeroBias } from './init.ts';
import { affine } from './linear.ts';
import { lastStep, maskSteps } from './sequence.ts';

/** [h, c], each [batch, hiddenSize] */
export type LSTMState = readonly [h: Tensor2D, c: Tensor2D];

export interface LSTMOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
  /** what the forget gate's bias starts at; 1 keeps the memory open (Gers et al. 2000, Jozefowicz et al. 2015) */
  readonly forgetBias?: number;
}

/** Long short-term memory (Hochreiter and Schmidhuber 1997) with forget gate (Gers et al. 2000), without peepholes. */
export class LSTMCell implements Cell<LSTMState, undefined> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly params: {
    /** [4 · hiddenSize, inputSize], gates in the order i f g o */
    readonly weightIh: Tensor2D & Variable;
    /** [4 · hiddenSize, hiddenSize] */
    readonly weightHh: Tensor2D & Variable;
    readonly biasIh: Tensor1D & Variable;
    readonly biasHh: Tensor1D & Variable;
  };

  constructor({ inputSize, hiddenSize, rng, forgetBias = 1 }: LSTMOptions) {
    this.inputSize = inputSize;
    this.outputSize = hiddenSize;
    this.projectedSize = 4 * hiddenSize;
    this.stateSizes = [hiddenSize, hiddenSize];
    const isForgetGate = (index: number): boolean => index >= hiddenSize && index < 2 * hiddenSize;
    const bias = Float32Array.from({ length: 4 * hiddenSize }, (_, index) =>
      isForgetGate(index) ? forgetBias : 0,
    );
    this.params = {
      weightIh: param(gatesOf(4, hiddenSize, inputSize, xavierUniform, rng?.fold('weightIh'))),
      weightHh: param(gatesOf(4, hiddenSize, hiddenSize, orthogonal, rng?.fold('weightHh'))),
      biasIh: param(tensor1d(bias)),
      biasHh: param(zeroBias(4 * hiddenSize)),
    };
  }

  initialState(batchSize: number): LSTMState {
    return [zeros([batchSize, this.outputSize]), zeros([batchSize, this.outputSize])];
  }

  scan(
    xs: Tensor3D,
    [h0, c0]: LSTMState,
    { lengths, reverse }: ScanOptions,
  ): Unrolled<LSTMState> | undefined {
    if (!hasLstm() || xs.shape[1] === 0) return undefined;
    const { weightIh, weightHh, biasIh, biasHh } = this.params;
    const weight = transpose(concat([weightIh, weightHh] as Tensor2D[], 1)) as Tensor2D;
    const bias = add(biasIh, biasHh) as Tensor1D;
    const timeFirst = transpose(reverse ? reverseSequence(xs, lengths) : xs, [1, 0, 2]) as Tensor3D;
    const { hs, cs } = lstm({ xs: timeFirst, h0, c0, weight, bias });
    const batchFirst = transpose(hs, [1, 0, 2]) as Tensor3D;
    const outputs = maskSteps(batchFirst, lengths);
    return {
      outputs: reverse ? reverseSequence(outputs, lengths) : outputs,
      last: [lastStep(batchFirst, h0, lengths), lastStep(transpose(cs, [1, 0, 2]) as Tensor3D, c0, lengths)],
    };
  }

  project(xs: Tensor3D): Tensor3D {
    return affine(xs, this.params.weightIh, this.params.biasIh);
  }

  step(projected: Tensor2D, [h, c]: LSTMState): LSTMState {
    checkShape('LSTMCell.step', 'projected', projected, ['batch', this.projectedSize]);
    const gates = add(projected, affine(h, this.params.weightHh, this.params.biasHh));
    const [i, f, g, o] = split(gates, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const nextC = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g))) as Tensor2D;
    const nextH = mul(sigmoid(o), tanh(nextC)) as Tensor2D;
    return [nextH, nextC];
  }
}
