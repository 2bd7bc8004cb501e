import {
  add,
  checkShape,
  hasLstm,
  lstm,
  mul,
  sigmoid,
  split,
  sub,
  tanh,
  zeros,
  type LstmOptions,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell, ScanOptions, Unrolled } from './cell.ts';
import { gatesFrom, layerNorm } from './cellNorm.ts';
import { drawLSTMParams, type LSTMOptions, type LSTMParams } from './lstmParams.ts';
import {
  checkRate,
  drawRecurrentNoise,
  dropRecurrent,
  zoneOut,
  type RecurrentNoise,
} from './recurrentNoise.ts';

/** [h, c], each [batch, hiddenSize] */
export type LSTMState = readonly [h: Tensor2D, c: Tensor2D];

/** Long short-term memory (Hochreiter and Schmidhuber 1997) with forget gate (Gers et al. 2000). */
export class LSTMCell implements Cell<LSTMState, RecurrentNoise | undefined> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly coupled: boolean;
  readonly params: LSTMParams;
  readonly #rates: { readonly dropout: number; readonly zoneout: number; readonly cellZoneout: number };

  /** @throws RangeError for a rate that is not in [0, 1) */
  constructor(options: LSTMOptions) {
    const { inputSize, hiddenSize, coupled = false, recurrentDropout = 0, zoneout = {} } = options;
    this.#rates = {
      dropout: checkRate('LSTMCell', 'recurrentDropout', recurrentDropout),
      zoneout: checkRate('LSTMCell', 'zoneout.hidden', zoneout.hidden ?? 0),
      cellZoneout: checkRate('LSTMCell', 'zoneout.cell', zoneout.cell ?? 0),
    };
    this.inputSize = inputSize;
    this.outputSize = hiddenSize;
    this.projectedSize = (coupled ? 3 : 4) * hiddenSize;
    this.stateSizes = [hiddenSize, hiddenSize];
    this.coupled = coupled;
    this.params = drawLSTMParams(options);
  }

  initialState(batchSize: number): LSTMState {
    return [zeros([batchSize, this.outputSize]), zeros([batchSize, this.outputSize])];
  }

  /** Undefined without recurrent dropout and zoneout. */
  noise(rng: Rng, batchSize: number, time: number): RecurrentNoise | undefined {
    return drawRecurrentNoise(rng, this.#rates, { batchSize, time, hiddenSize: this.outputSize });
  }

  /** What of this cell and its noise the fused kernels take, or undefined where they do not know all of it. */
  kernelInputs(noise?: RecurrentNoise):
    | {
        readonly weights: Omit<LSTMParams, 'gainIh' | 'gainHh' | 'gainCell' | 'biasCell'>;
        readonly options: LstmOptions;
      }
    | undefined {
    const { gainIh, ...weights } = this.params;
    if (gainIh) return undefined;
    const { zoneout: zoneoutRate, cellZoneout: cellZoneoutRate } = this.#rates;
    return { weights, options: { coupled: this.coupled, zoneoutRate, cellZoneoutRate, ...noise } };
  }

  scan(
    xs: Tensor3D,
    [h0, c0]: LSTMState,
    { lengths, reverse, noise }: ScanOptions<RecurrentNoise | undefined>,
  ): Unrolled<LSTMState> | undefined {
    const inputs = hasLstm() ? this.kernelInputs(noise) : undefined;
    if (!inputs) return undefined;
    const { weights, options } = inputs;
    const { outputs, lastH, lastC } = lstm({ xs, h0, c0, ...weights }, { ...options, lengths, reverse });
    return { outputs, last: [lastH, lastC] };
  }

  project(xs: Tensor3D): Tensor3D {
    const { weightIh, biasIh, gainIh } = this.params;
    return gatesFrom(xs, weightIh, biasIh, gainIh);
  }

  /**
   * The tanh and the output gate's peephole see the new c before zoneout, as in Krueger et al. 2017:
   * h' = keep · h + (1 - keep) · o · tanh(f · c + i · g). The peephole sees it before layer normalisation too.
   */
  step(projected: Tensor2D, [h, c]: LSTMState, noise?: RecurrentNoise, time = 0): LSTMState {
    checkShape('LSTMCell.step', 'projected', projected, ['batch', this.projectedSize]);
    const { weightHh, biasHh, gainHh, gainCell, biasCell } = this.params;
    const gates: Tensor2D = add(projected, gatesFrom(dropRecurrent(h, noise), weightHh, biasHh, gainHh));
    const [xi, xf, xg, xo] = this.#splitGates(gates);
    const [pi, pf, po] = this.#splitPeephole();
    const i = sigmoid(look(xi, c, pi));
    const f = xf ? sigmoid(look(xf, c, pf)) : sub(1, i);
    const newC = add(mul(f, c), mul(i, tanh(xg))) as Tensor2D;
    const o = sigmoid(look(xo, newC, po));
    const newH = mul(o, tanh(gainCell && biasCell ? layerNorm(newC, gainCell, biasCell) : newC)) as Tensor2D;
    return [
      zoneOut(h, newH, this.#rates.zoneout, noise?.zoneout, time),
      zoneOut(c, newC, this.#rates.cellZoneout, noise?.cellZoneout, time),
    ];
  }

  #splitGates(gates: Tensor2D): [i: Tensor2D, f: Tensor2D | undefined, g: Tensor2D, o: Tensor2D] {
    if (!this.coupled) return split(gates, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const [i, g, o] = split(gates, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    return [i, undefined, g, o];
  }

  #splitPeephole(): [i?: Tensor2D, f?: Tensor2D | undefined, o?: Tensor2D] {
    const { peephole } = this.params;
    if (!peephole) return [];
    if (!this.coupled) return split(peephole as Tensor2D, 3, 0) as [Tensor2D, Tensor2D, Tensor2D];
    const [i, o] = split(peephole as Tensor2D, 2, 0) as [Tensor2D, Tensor2D];
    return [i, undefined, o];
  }
}

/** A gate that sees the memory through its peephole, where it has one; `peephole` is [1, hiddenSize]. */
function look(gate: Tensor2D, c: Tensor2D, peephole: Tensor2D | undefined): Tensor2D {
  return peephole ? add(gate, mul(peephole, c)) : gate;
}
