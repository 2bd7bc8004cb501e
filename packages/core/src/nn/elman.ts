import {
  add,
  checkShape,
  elman,
  hasElman,
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
import type { Cell, ScanOptions, Unrolled } from './cell.ts';
import { gatesFrom, unitGain } from './cellNorm.ts';
import { draw, orthogonal, xavierUniform, zeroBias } from './init.ts';
import {
  checkRate,
  drawRecurrentNoise,
  dropRecurrent,
  zoneOut,
  type RecurrentNoise,
} from './recurrentNoise.ts';

/** [h], [batch, hiddenSize] */
export type ElmanState = readonly [h: Tensor2D];

export interface ElmanOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
  readonly activation?: 'tanh' | 'relu';
  /** normalises the input's product and the recurrent product, each before its bias (Ba et al. 2016) */
  readonly layerNorm?: boolean;
  /** in training, drops units of h where it enters its product, the same at every step (Gal and Ghahramani 2016) */
  readonly recurrentDropout?: number;
  /**
   * In training, the probability that a unit of h keeps its old value for a step; in evaluation h is the
   * expectation, rate · old + (1 - rate) · new (Krueger et al. 2017).
   */
  readonly zoneout?: number;
}

/** The simple recurrent network (Elman 1990). */
export class ElmanCell implements Cell<ElmanState, RecurrentNoise | undefined> {
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
    /** of the input's product and of the recurrent one, [hiddenSize]; with layerNorm */
    readonly gainIh?: Tensor1D & Variable;
    readonly gainHh?: Tensor1D & Variable;
  };
  readonly #rates: { readonly dropout: number; readonly zoneout: number };

  /** @throws RangeError for a rate that is not in [0, 1) */
  constructor(options: ElmanOptions) {
    const { inputSize, hiddenSize, rng, activation = 'tanh' } = options;
    const { layerNorm = false, recurrentDropout = 0, zoneout = 0 } = options;
    this.#rates = {
      dropout: checkRate('ElmanCell', 'recurrentDropout', recurrentDropout),
      zoneout: checkRate('ElmanCell', 'zoneout', zoneout),
    };
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
      ...(layerNorm && { gainIh: unitGain(hiddenSize), gainHh: unitGain(hiddenSize) }),
    };
  }

  initialState(batchSize: number): ElmanState {
    return [zeros([batchSize, this.outputSize])];
  }

  /** Undefined without recurrent dropout and zoneout. */
  noise(rng: Rng, batchSize: number, time: number): RecurrentNoise | undefined {
    return drawRecurrentNoise(rng, this.#rates, { batchSize, time, hiddenSize: this.outputSize });
  }

  scan(
    xs: Tensor3D,
    [h0]: ElmanState,
    { lengths, reverse, noise }: ScanOptions<RecurrentNoise | undefined>,
  ): Unrolled<ElmanState> | undefined {
    const { gainIh, weightIh, weightHh, biasIh, biasHh } = this.params;
    if (gainIh || !hasElman()) return undefined;
    const { outputs, lastH } = elman(
      { xs, h0, weightIh, weightHh, biasIh, biasHh },
      { lengths, reverse, activation: this.activation, zoneoutRate: this.#rates.zoneout, ...noise },
    );
    return { outputs, last: [lastH] };
  }

  project(xs: Tensor3D): Tensor3D {
    const { weightIh, biasIh, gainIh } = this.params;
    return gatesFrom(xs, weightIh, biasIh, gainIh);
  }

  step(projected: Tensor2D, [h]: ElmanState, noise?: RecurrentNoise, time = 0): ElmanState {
    checkShape('ElmanCell.step', 'projected', projected, ['batch', this.projectedSize]);
    const { weightHh, biasHh, gainHh } = this.params;
    const sum: Tensor2D = add(projected, gatesFrom(dropRecurrent(h, noise), weightHh, biasHh, gainHh));
    const newH = this.activation === 'tanh' ? tanh(sum) : relu(sum);
    return [zoneOut(h, newH, this.#rates.zoneout, noise?.zoneout, time)];
  }
}
