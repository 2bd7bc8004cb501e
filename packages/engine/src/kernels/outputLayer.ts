import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { nothing, runNative, type Attribute } from '../native.ts';
import { tf } from '../tfjs.ts';
import { lengthsTensor, runFused } from './fused.ts';
import { noiseAttributes, noiseInputs, type RecurrentNoiseInputs } from './recurrentLayer.ts';

/** What goes into a layer whose only state is its output; `gates` is 3 for a GRU (r z n), 1 for an Elman layer. */
export interface OutputLayerInputs {
  /** [batch, time, inputSize] */
  readonly xs: Tensor3D;
  /** [batch, hiddenSize] */
  readonly h0: Tensor2D;
  /** [gates · hiddenSize, inputSize] */
  readonly weightIh: Tensor2D;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor2D;
  /** [gates · hiddenSize] */
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
}

export interface OutputLayerOptions extends Pick<
  RecurrentNoiseInputs,
  'dropout' | 'zoneout' | 'zoneoutRate'
> {
  /** the real steps of each sequence; without them all are of full length */
  readonly lengths?: ArrayLike<number> | undefined;
  readonly reverse?: boolean | undefined;
}

export interface OutputLayerOutputs {
  /** [batch, time, hiddenSize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  /** [batch, hiddenSize], after each sequence's last step */
  readonly lastH: Tensor2D;
}

const NAMES = ['xs', 'h0', 'weightIh', 'weightHh', 'biasIh', 'biasHh'] as const;
type Name = (typeof NAMES)[number];

/**
 * Runs such a layer over whole sequences as one operation, with its gradient.
 * @param operation its name with TensorFlow; that of the gradient ends in Grad
 * @param kind the attribute that tells the layer's forms apart
 */
export function runOutputLayer(
  operation: string,
  kind: Record<string, Attribute>,
  inputs: OutputLayerInputs,
  options: OutputLayerOptions,
): OutputLayerOutputs {
  const reverse = { bool: options.reverse ?? false };
  const attributes = { ...kind, reverse, ...noiseAttributes(options, false) };

  const [outputs, lastH] = runFused<Name>({
    inputs: { ...inputs },
    forward(save, learning) {
      const operands = [
        ...NAMES.map((name) => inputs[name]),
        ...noiseInputs(options, false),
        lengthsTensor(options.lengths),
      ];
      const learns = { learning: { bool: learning } };
      const [hs, last, gates] = runNative(operation, { ...attributes, ...learns }, operands, 3) as Tensor[];
      save([...operands, hs as Tensor, gates as Tensor]);
      return [hs, last] as Tensor[];
    },
    backward([dOutputs, dLastH], saved, wants) {
      const [batchSize, time] = inputs.xs.shape;
      const dHs = dOutputs ?? tf.zeros([batchSize, time, inputs.h0.shape[1]]);
      const wanted = { wants_xs: { bool: wants('xs') } };
      const operands = [...saved, dHs, dLastH ?? nothing()];
      const gradients = runNative(`${operation}Grad`, { ...attributes, ...wanted }, operands, NAMES.length);
      return Object.fromEntries(NAMES.map((name, at) => [name, gradients[at]])) as Record<Name, Tensor>;
    },
  });
  return { outputs: outputs as Tensor3D, lastH: lastH as Tensor2D };
}
