import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { lengthsTensor, runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';
import { noiseAttributes, noiseInputs, type RecurrentNoiseInputs } from './recurrentLayer.ts';

export interface LstmInputs {
  /** [batch, time, inputSize] */
  readonly xs: Tensor3D;
  /** [batch, hiddenSize] */
  readonly h0: Tensor2D;
  /** [batch, hiddenSize] */
  readonly c0: Tensor2D;
  /** [gates · hiddenSize, inputSize], gates in the order i f g o, coupled i g o */
  readonly weightIh: Tensor2D;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor2D;
  /** [gates · hiddenSize] */
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
  /** [3, hiddenSize] for i f o, coupled [2, hiddenSize] for i o */
  readonly peephole?: Tensor2D | undefined;
}

export interface LstmOptions extends RecurrentNoiseInputs {
  /** the real steps of each sequence; without them all are of full length */
  readonly lengths?: ArrayLike<number> | undefined;
  readonly reverse?: boolean | undefined;
  /** the forget gate is 1 - i */
  readonly coupled?: boolean | undefined;
}

export interface LstmOutputs {
  /** [batch, time, hiddenSize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  /** [batch, hiddenSize], after each sequence's last step */
  readonly lastH: Tensor2D;
  readonly lastC: Tensor2D;
}

/** Whether a whole LSTM layer runs as one operation on the engine in use. */
export function hasLstm(): boolean {
  return hasNativeKernels();
}

/**
 * An LSTM over whole sequences as one operation, with its gradient. The portable twin is a loop over
 * `LSTMCell.step`, which has the equations.
 */
export function lstm(inputs: LstmInputs, options: LstmOptions = {}): LstmOutputs {
  const { peephole, ...always } = inputs;
  const { reverse = false, coupled = false } = options;
  const attributes = {
    coupled: { bool: coupled },
    reverse: { bool: reverse },
    ...noiseAttributes(options, true),
  };
  const [outputs, lastH, lastC] = runFused<keyof LstmInputs>({
    inputs: (peephole ? { ...always, peephole } : always) as Required<typeof always & { peephole: Tensor2D }>,
    forward(save, learning) {
      const { xs, h0, c0, weightIh, weightHh, biasIh, biasHh } = always;
      const operands = [
        ...[xs, h0, c0, weightIh, weightHh, biasIh, biasHh, peephole ?? nothing()],
        ...noiseInputs(options, true),
        lengthsTensor(options.lengths),
      ];
      const learns = { learning: { bool: learning } };
      const [hs, h, c, ...kept] = runNative('RepriseLstm', { ...attributes, ...learns }, operands, 5);
      save([...operands, hs as Tensor, ...kept]);
      return [hs, h, c] as Tensor[];
    },
    backward([dOutputs, dLastH, dLastC], saved, wants) {
      const [batchSize, time] = inputs.xs.shape;
      const dHs = dOutputs ?? tf.zeros([batchSize, time, inputs.h0.shape[1]]);
      const operands = [...saved, dHs, dLastH ?? nothing(), dLastC ?? nothing(), nothing()];
      const wanted = { wants_xs: { bool: wants('xs') } };
      const gradients = runNative('RepriseLstmGrad', { ...attributes, ...wanted }, operands, 7);
      const [dXs, dH0, dC0, dWeightIh, dWeightHh, bias, dPeephole] = gradients as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ];
      return {
        xs: dXs,
        h0: dH0,
        c0: dC0,
        weightIh: dWeightIh,
        weightHh: dWeightHh,
        biasIh: bias,
        biasHh: tf.clone(bias),
        peephole: dPeephole,
      };
    },
  }) as [Tensor3D, Tensor2D, Tensor2D];
  return { outputs, lastH, lastC };
}
