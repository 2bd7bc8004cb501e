import { hasNativeKernels } from './nativeKernels.ts';
import {
  runOutputLayer,
  type OutputLayerInputs,
  type OutputLayerOptions,
  type OutputLayerOutputs,
} from './outputLayer.ts';

export interface GruOptions extends OutputLayerOptions {
  /** where the reset gate works: after the recurrent product (the default) or before it */
  readonly reset?: 'after' | 'before' | undefined;
}

/** Whether a whole GRU layer runs as one operation on the engine in use. */
export function hasGru(): boolean {
  return hasNativeKernels();
}

/**
 * A GRU over whole sequences as one operation, with its gradient; gates stand in the order r z n. The portable twin is
 * a loop over `GRUCell.step`, which has the equations.
 */
export function gru(inputs: OutputLayerInputs, options: GruOptions = {}): OutputLayerOutputs {
  const kind = { reset_before: { bool: options.reset === 'before' } };
  return runOutputLayer('RepriseGru', kind, inputs, options);
}
