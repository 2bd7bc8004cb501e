import type { Tensor2D, Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import { nothing, type Attribute } from '../native.ts';

/** What a cell has drawn for one run over a batch, and what it takes instead in evaluation. */
export interface RecurrentNoiseInputs {
  /** [batch, hiddenSize], scaled: multiplies the old output where it enters the gates */
  readonly dropout?: Tensor2D | undefined;
  /** [batch, time, hiddenSize], steps in the order of the run: the part of the old output that stays */
  readonly zoneout?: Tensor3D | undefined;
  /** the same for every unit and step, where there is no mask */
  readonly zoneoutRate?: number | undefined;
  /** the same of an LSTM's cell state */
  readonly cellZoneout?: Tensor3D | undefined;
  readonly cellZoneoutRate?: number | undefined;
}

/** The noise as a kernel's inputs. */
export function noiseInputs(noise: RecurrentNoiseInputs, hasCell: boolean): TensorInfo[] {
  const masks = [noise.dropout, noise.zoneout, ...(hasCell ? [noise.cellZoneout] : [])];
  return masks.map((mask) => mask ?? nothing());
}

/** The noise as a kernel's attributes. */
export function noiseAttributes(noise: RecurrentNoiseInputs, hasCell: boolean): Record<string, Attribute> {
  return {
    zoneout_rate: { float: noise.zoneoutRate ?? 0 },
    ...(hasCell ? { cell_zoneout_rate: { float: noise.cellZoneoutRate ?? 0 } } : {}),
  };
}
