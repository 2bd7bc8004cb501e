import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { lengthsTensor, runFused } from './fused.ts';
import type { LstmOptions } from './lstm.ts';
import { hasNativeKernels } from './nativeKernels.ts';
import { noiseAttributes, noiseInputs } from './recurrentLayer.ts';

export interface SoftWindowInputs {
  /** [batch, time, inputSize] */
  readonly xs: Tensor3D;
  /** the state before the first step: [h; window], [batch, hiddenSize + memorySize]; c, [batch, hiddenSize] */
  readonly output0: Tensor2D;
  readonly c0: Tensor2D;
  /** the window's centres, [batch, components], and the characters' weights, [batch, characters] */
  readonly kappa0: Tensor2D;
  readonly phi0: Tensor2D;
  /** embedded characters, [batch, characters, memorySize] */
  readonly memory: Tensor3D;
  /** [gates · hiddenSize, inputSize], of the inputs */
  readonly weightX: Tensor2D;
  /** [gates · hiddenSize, memorySize], of the window */
  readonly weightWindow: Tensor2D;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor2D;
  /** [gates · hiddenSize] */
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
  /** of the LSTM's gates; see `LstmInputs` */
  readonly peephole?: Tensor2D | undefined;
  /** [3 · components, hiddenSize] and [3 · components], for alpha, beta and the step of kappa */
  readonly weightGaussians: Tensor2D;
  readonly biasGaussians: Tensor1D;
}

export interface SoftWindowKernelOptions extends LstmOptions {
  /** what the softplus of an output is multiplied by to be a step of kappa, in characters */
  readonly stepScale: number;
}

export interface SoftWindowOutputs {
  /** [h; window], [batch, time, hiddenSize + memorySize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  readonly lastOutput: Tensor2D;
  readonly lastC: Tensor2D;
  readonly lastKappa: Tensor2D;
  readonly lastPhi: Tensor2D;
}

type Name = keyof SoftWindowInputs;

/** In the order of the operation's inputs, but for the mask, which has no gradient. */
const NAMES: readonly Name[] = [
  ...(['xs', 'output0', 'c0', 'kappa0', 'phi0', 'memory', 'weightX', 'weightWindow', 'weightHh'] as const),
  ...(['biasIh', 'biasHh', 'peephole', 'weightGaussians', 'biasGaussians'] as const),
];
const MASK_AT = NAMES.indexOf('weightX');

/** Whether a layer with a soft window runs over all of time as one operation on the engine in use. */
export function hasSoftWindow(): boolean {
  return hasNativeKernels();
}

/**
 * An LSTM with a soft window over a text (Graves 2013, section 5.1) over whole sequences as one operation, with its
 * gradient. The portable twin is a loop over `SoftWindowLSTM`'s step, which has the equations.
 * @param mask [batch, characters]: 0 for padding
 */
export function softWindow(
  inputs: SoftWindowInputs,
  mask: Tensor2D,
  options: SoftWindowKernelOptions,
): SoftWindowOutputs {
  const { reverse = false, coupled = false, stepScale } = options;
  const attributes = {
    coupled: { bool: coupled },
    reverse: { bool: reverse },
    ...noiseAttributes(options, true),
    step_scale: { float: stepScale },
  };
  const given = Object.fromEntries(
    NAMES.flatMap((name) => (inputs[name] ? [[name, inputs[name]]] : [])),
  ) as Record<Name, Tensor>;
  const [outputs, lastOutput, lastC, lastKappa, lastPhi] = runFused<Name>({
    inputs: given,
    forward(save, learning) {
      const differentiable = NAMES.map((name) => inputs[name] ?? nothing());
      const operands = [
        ...differentiable.slice(0, MASK_AT),
        mask,
        ...differentiable.slice(MASK_AT),
        ...noiseInputs(options, true),
        lengthsTensor(options.lengths),
      ];
      const learns = { learning: { bool: learning } };
      const results = runNative('RepriseSoftWindow', { ...attributes, ...learns }, operands, 11);
      save([...operands, results[0] as Tensor, ...results.slice(5)]);
      return results.slice(0, 5);
    },
    backward([dOutputs, ...dLasts], saved, wants) {
      const [batchSize, time] = inputs.xs.shape;
      const dys = [
        dOutputs ?? tf.zeros([batchSize, time, inputs.output0.shape[1]]),
        ...dLasts.map((dLast) => dLast ?? nothing()),
      ];
      const wanted = { wants_xs: { bool: wants('xs') } };
      const operands = [...saved, ...dys];
      const gradients = runNative('RepriseSoftWindowGrad', { ...attributes, ...wanted }, operands, 13);
      const bias = gradients[NAMES.indexOf('biasIh')] as Tensor;
      gradients.splice(NAMES.indexOf('biasHh'), 0, tf.clone(bias));
      return Object.fromEntries(NAMES.map((name, at) => [name, gradients[at]])) as Record<Name, Tensor>;
    },
  }) as [Tensor3D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  return { outputs, lastOutput, lastC, lastKappa, lastPhi };
}

export interface WindowStepInputs extends Pick<
  SoftWindowInputs,
  'memory' | 'weightGaussians' | 'biasGaussians'
> {
  /** the layer's new h, [rows, hiddenSize] */
  readonly hs: Tensor2D;
  /** the window's centres before, [rows, components] */
  readonly kappa: Tensor2D;
}

/**
 * The window of {@link softWindow} moved by one step of its layer, where the layer's own is taken apart from it. No
 * gradient flows through it. The portable twin is core's `moveWindow`.
 * @param mask [rows, characters]: 0 for padding
 * @returns output, [h; window], [rows, hiddenSize + memorySize]; the new centres; the weights of the characters
 */
export function windowStep(
  { hs, kappa, memory, weightGaussians, biasGaussians }: WindowStepInputs,
  mask: Tensor2D,
  stepScale: number,
): { readonly output: Tensor2D; readonly kappa: Tensor2D; readonly phi: Tensor2D } {
  const operands = [hs, kappa, memory, mask, weightGaussians, biasGaussians];
  const attributes = { step_scale: { float: stepScale } };
  const [output, newKappa, phi] = runNative('RepriseWindowStep', attributes, operands, 3) as [
    Tensor2D,
    Tensor2D,
    Tensor2D,
  ];
  return { output, kappa: newKappa, phi };
}
