import {
  add,
  checkShape,
  gru,
  hasGru,
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
import type { Cell, ScanOptions, Unrolled } from './cell.ts';
import { gatesFrom, unitGain } from './cellNorm.ts';
import { gatesOf, orthogonal, xavierUniform, zeroBias } from './init.ts';
import {
  checkRate,
  drawRecurrentNoise,
  dropRecurrent,
  zoneOut,
  type RecurrentNoise,
} from './recurrentNoise.ts';

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
  /**
   * Normalises the input's product and the recurrent product, each over all three gates and before its bias (Ba et
   * al. 2016). With reset `before` there are two recurrent products, that of r and z and that of n: each is
   * normalised by itself.
   */
  readonly layerNorm?: boolean;
  /** in training, drops units of h where it enters the gates, the same at every step (Gal and Ghahramani 2016) */
  readonly recurrentDropout?: number;
  /**
   * In training, the probability that a unit of h keeps its old value for a step; in evaluation h is the
   * expectation, rate · old + (1 - rate) · new (Krueger et al. 2017).
   */
  readonly zoneout?: number;
}

/** Gated recurrent unit (Cho et al. 2014). */
export class GRUCell implements Cell<GRUState, RecurrentNoise | undefined> {
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
    /** of the input's product and of the recurrent one, [3 · hiddenSize]; with layerNorm */
    readonly gainIh?: Tensor1D & Variable;
    readonly gainHh?: Tensor1D & Variable;
  };
  readonly #rates: { readonly dropout: number; readonly zoneout: number };

  /** @throws RangeError for a rate that is not in [0, 1) */
  constructor(options: GRUOptions) {
    const { inputSize, hiddenSize, rng, reset = 'after' } = options;
    const { layerNorm = false, recurrentDropout = 0, zoneout = 0 } = options;
    this.#rates = {
      dropout: checkRate('GRUCell', 'recurrentDropout', recurrentDropout),
      zoneout: checkRate('GRUCell', 'zoneout', zoneout),
    };
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
      ...(layerNorm && { gainIh: unitGain(3 * hiddenSize), gainHh: unitGain(3 * hiddenSize) }),
    };
  }

  initialState(batchSize: number): GRUState {
    return [zeros([batchSize, this.outputSize])];
  }

  /** Undefined without recurrent dropout and zoneout. */
  noise(rng: Rng, batchSize: number, time: number): RecurrentNoise | undefined {
    return drawRecurrentNoise(rng, this.#rates, { batchSize, time, hiddenSize: this.outputSize });
  }

  scan(
    xs: Tensor3D,
    [h0]: GRUState,
    { lengths, reverse, noise }: ScanOptions<RecurrentNoise | undefined>,
  ): Unrolled<GRUState> | undefined {
    const { gainIh, weightIh, weightHh, biasIh, biasHh } = this.params;
    if (gainIh || !hasGru()) return undefined;
    const { outputs, lastH } = gru(
      { xs, h0, weightIh, weightHh, biasIh, biasHh },
      { lengths, reverse, reset: this.reset, zoneoutRate: this.#rates.zoneout, ...noise },
    );
    return { outputs, last: [lastH] };
  }

  project(xs: Tensor3D): Tensor3D {
    const { weightIh, biasIh, gainIh } = this.params;
    return gatesFrom(xs, weightIh, biasIh, gainIh);
  }

  /** Recurrent dropout reaches h in the products alone: the update gate mixes the h that is whole. */
  step(projected: Tensor2D, [h]: GRUState, noise?: RecurrentNoise, time = 0): GRUState {
    checkShape('GRUCell.step', 'projected', projected, ['batch', this.projectedSize]);
    const dropped = dropRecurrent(h, noise);
    const [z, n] =
      this.reset === 'after' ? this.#resetAfter(projected, dropped) : this.#resetBefore(projected, dropped);
    return [zoneOut(h, interpolate(n, h, z), this.#rates.zoneout, noise?.zoneout, time)];
  }

  #resetAfter(projected: Tensor2D, h: Tensor2D): [z: Tensor2D, n: Tensor2D] {
    const { weightHh, biasHh, gainHh } = this.params;
    const recurrent = gatesFrom(h, weightHh, biasHh, gainHh);
    const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [hr, hz, hn] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const r = sigmoid(add(xr, hr));
    return [sigmoid(add(xz, hz)), tanh(add(xn, mul(r, hn)))];
  }

  #resetBefore(projected: Tensor2D, h: Tensor2D): [z: Tensor2D, n: Tensor2D] {
    const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    const [hr, hz] = split(this.#recurrent(h, 0, 2), 2, 1) as [Tensor2D, Tensor2D];
    const r = sigmoid(add(xr, hr));
    return [sigmoid(add(xz, hz)), tanh(add(xn, this.#recurrent(mul(r, h), 2, 1)))];
  }

  /** The recurrent product of `count` gates from gate `first` on. */
  #recurrent(h: Tensor2D, first: number, count: number): Tensor2D {
    const size = this.outputSize;
    const { weightHh, biasHh, gainHh } = this.params;
    const rowsOf = (values: Tensor1D): Tensor1D => slice(values, [first * size], [count * size]);
    const weight = slice(weightHh, [first * size, 0], [count * size, size]);
    return gatesFrom(h, weight, rowsOf(biasHh), gainHh && rowsOf(gainHh));
  }
}

/** (1 - z) · n + z · h */
function interpolate(n: Tensor2D, h: Tensor2D, z: Tensor2D): Tensor2D {
  return add(n, mul(z, sub(h, n))) as Tensor2D;
}
