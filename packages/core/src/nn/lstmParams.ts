import {
  param,
  tensor1d,
  zeros,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from '@reprise/engine';
import { unitGain } from './cellNorm.ts';
import { gatesOf, orthogonal, xavierUniform, zeroBias } from './init.ts';

export interface LSTMOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
  /** what the forget gate's bias starts at; 1 keeps the memory open (Gers et al. 2000, Jozefowicz et al. 2015) */
  readonly forgetBias?: number;
  /** the gates see the memory too: i and f the old c, o the new one (Gers and Schmidhuber 2000, Graves 2013) */
  readonly peepholes?: boolean;
  /** f = 1 - i: what is written replaces what is forgotten (Greff et al. 2017, CIFG); three gates, i g o */
  readonly coupled?: boolean;
  /** normalises the input's product, the recurrent product, and c on its way to h (Ba et al. 2016, equations 20-22) */
  readonly layerNorm?: boolean;
  /** in training, drops units of h where it enters the gates, the same at every step (Gal and Ghahramani 2016) */
  readonly recurrentDropout?: number;
  /**
   * In training, the probability that a unit of h or c keeps its old value for a step; in evaluation each state is
   * the expectation, rate · old + (1 - rate) · new (Krueger et al. 2017).
   */
  readonly zoneout?: { readonly hidden?: number; readonly cell?: number };
}

/** `gates` is 4, in the order i f g o; coupled 3, i g o. */
export type LSTMParams = {
  /** [gates · hiddenSize, inputSize] */
  readonly weightIh: Tensor2D & Variable;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor2D & Variable;
  /** [gates · hiddenSize] */
  readonly biasIh: Tensor1D & Variable;
  readonly biasHh: Tensor1D & Variable;
  /** [3, hiddenSize], in the order i f o; coupled [2, hiddenSize], i o */
  readonly peephole?: Tensor2D & Variable;
  /** of the input's product, [gates · hiddenSize]; with layerNorm, as the next three */
  readonly gainIh?: Tensor1D & Variable;
  /** of the recurrent product, [gates · hiddenSize] */
  readonly gainHh?: Tensor1D & Variable;
  /** [hiddenSize] */
  readonly gainCell?: Tensor1D & Variable;
  readonly biasCell?: Tensor1D & Variable;
};

export function drawLSTMParams(options: LSTMOptions): LSTMParams {
  const { inputSize, hiddenSize, rng, forgetBias = 1 } = options;
  const { peepholes = false, coupled = false, layerNorm = false } = options;
  const gates = coupled ? 3 : 4;
  const bias = new Float32Array(gates * hiddenSize);
  // A coupled cell forgets as much as it writes: an input gate that starts closed keeps its memory open.
  if (coupled) bias.fill(-forgetBias, 0, hiddenSize);
  else bias.fill(forgetBias, hiddenSize, 2 * hiddenSize);
  return {
    weightIh: param(gatesOf(gates, hiddenSize, inputSize, xavierUniform, rng?.fold('weightIh'))),
    weightHh: param(gatesOf(gates, hiddenSize, hiddenSize, orthogonal, rng?.fold('weightHh'))),
    biasIh: param(tensor1d(bias)),
    biasHh: param(zeroBias(gates * hiddenSize)),
    // From zero, where the cell is the one without: there is one weight a unit, so no symmetry has to be broken.
    ...(peepholes && { peephole: param(zeros([coupled ? 2 : 3, hiddenSize]) as Tensor2D) }),
    ...(layerNorm && {
      gainIh: unitGain(gates * hiddenSize),
      gainHh: unitGain(gates * hiddenSize),
      gainCell: unitGain(hiddenSize),
      biasCell: param(zeroBias(hiddenSize)),
    }),
  };
}
