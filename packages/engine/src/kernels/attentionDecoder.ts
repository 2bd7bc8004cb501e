import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { lengthsTensor, runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';
import type { LstmOptions } from './lstm.ts';
import { noiseAttributes, noiseInputs } from './recurrentLayer.ts';

export interface AttentionDecoderInputs {
  /** [batch, time, inputSize] */
  readonly xs: Tensor3D;
  /** the output and the attention's weights before the first step, [batch, outputSize] and [batch, source] */
  readonly feed0: Tensor2D;
  readonly weights0: Tensor2D;
  /** [batch, hiddenSize] */
  readonly h0: Tensor2D;
  readonly c0: Tensor2D;
  /** [batch, source, keySize]; without additive attention keySize is hiddenSize */
  readonly keys: Tensor3D;
  /** [batch, source, valueSize] */
  readonly values: Tensor3D;
  /** [gates · hiddenSize, inputSize], of the inputs */
  readonly weightX: Tensor2D;
  /** [gates · hiddenSize, outputSize], of the output that is fed back */
  readonly weightFeed: Tensor2D;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor2D;
  /** [gates · hiddenSize] */
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
  /** of an LSTM's gates; see `LstmInputs` */
  readonly peephole?: Tensor2D | undefined;
  /** additive attention: [keySize, hiddenSize] and [1, keySize] */
  readonly weightQuery?: Tensor2D | undefined;
  readonly weightScore?: Tensor2D | undefined;
  /** [outputSize, valueSize + hiddenSize] */
  readonly weightOutput: Tensor2D;
}

export interface AttentionDecoderOutputs {
  /** [batch, time, outputSize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  readonly lastOutput: Tensor2D;
  readonly lastH: Tensor2D;
  readonly lastC: Tensor2D;
  /** [batch, source] */
  readonly lastWeights: Tensor2D;
}

type Name = keyof AttentionDecoderInputs;

/** In the order of the operation's inputs, but for the mask, which has no gradient. */
const NAMES: readonly Name[] = [
  ...(['xs', 'feed0', 'weights0', 'h0', 'c0', 'keys', 'values', 'weightScore', 'weightX'] as const),
  ...(['weightFeed', 'weightHh', 'biasIh', 'biasHh', 'peephole', 'weightQuery', 'weightOutput'] as const),
];
const MASK_AT = NAMES.indexOf('weightScore');

/** Whether an attention decoder with input feeding runs over all of time as one operation on the engine in use. */
export function hasAttentionDecoder(): boolean {
  return hasNativeKernels();
}

/**
 * An LSTM decoder with attention and input feeding (Luong et al. 2015) over whole target sequences as one operation,
 * with its gradient. The portable twin is a loop over the decoder's `step`, which has the equations.
 * @param mask [batch, source]: 0 for padding
 */
export function attentionDecoder(
  inputs: AttentionDecoderInputs,
  mask: Tensor2D,
  options: LstmOptions = {},
): AttentionDecoderOutputs {
  const { reverse = false, coupled = false } = options;
  const attributes = {
    coupled: { bool: coupled },
    reverse: { bool: reverse },
    ...noiseAttributes(options, true),
  };
  const given = Object.fromEntries(
    NAMES.flatMap((name) => (inputs[name] ? [[name, inputs[name]]] : [])),
  ) as Record<Name, Tensor>;
  const outputs = runFused<Name>({
    inputs: given,
    forward(save, learning) {
      const weightScore = inputs.weightScore && tf.reshape(inputs.weightScore, [-1]);
      const differentiable = NAMES.map(
        (name) => (name === 'weightScore' ? weightScore : inputs[name]) ?? nothing(),
      );
      const operands = [
        ...differentiable.slice(0, MASK_AT),
        mask,
        ...differentiable.slice(MASK_AT),
        ...noiseInputs(options, true),
        lengthsTensor(options.lengths),
      ];
      const learns = { learning: { bool: learning } };
      const results = runNative('RepriseAttentionDecoder', { ...attributes, ...learns }, operands, 10);
      save([...operands, results[0] as Tensor, ...results.slice(5)]);
      return results.slice(0, 5);
    },
    backward([dOutputs, ...dLasts], saved) {
      const [batchSize, time] = inputs.xs.shape;
      const dys = [
        dOutputs ?? tf.zeros([batchSize, time, inputs.feed0.shape[1]]),
        ...dLasts.map((dLast) => dLast ?? nothing()),
      ];
      const gradients = runNative('RepriseAttentionDecoderGrad', attributes, [...saved, ...dys], 15);
      const bias = gradients[NAMES.indexOf('biasIh')] as Tensor;
      gradients.splice(NAMES.indexOf('biasHh'), 0, tf.clone(bias));
      const byName = Object.fromEntries(NAMES.map((name, at) => [name, gradients[at]])) as Record<
        Name,
        Tensor
      >;
      if (!inputs.weightScore) return byName;
      return { ...byName, weightScore: tf.reshape(byName.weightScore, inputs.weightScore.shape) };
    },
  });
  const [states, lastOutput, lastWeights, lastH, lastC] = outputs as [Tensor3D, ...Tensor2D[]];
  return { outputs: states, lastOutput, lastWeights, lastH, lastC } as AttentionDecoderOutputs;
}
