import { hasNativeKernels } from './nativeKernels.ts';
import {
  runOutputLayer,
  type OutputLayerInputs,
  type OutputLayerOptions,
  type OutputLayerOutputs,
} from './outputLayer.ts';

export interface ElmanKernelOptions extends OutputLayerOptions {
  /** without it tanh */
  readonly activation?: 'tanh' | 'relu' | undefined;
}

/** Whether a whole Elman layer runs as one operation on the engine in use. */
export function hasElman(): boolean {
  return hasNativeKernels();
}

/**
 * A layer of simple recurrent units over whole sequences as one operation, with its gradient. The portable twin is a
 * loop over `ElmanCell.step`, which has the equations.
 */
export function elman(inputs: OutputLayerInputs, options: ElmanKernelOptions = {}): OutputLayerOutputs {
  return runOutputLayer('RepriseElman', { relu: { bool: options.activation === 'relu' } }, inputs, options);
}
