import { tensor1d, tensor2d, type Tensor1D, type Tensor2D } from '@reprise/engine';
import type { PaddedIds } from '../paddedIds.ts';

/** Sources and targets; each target as the decoder reads it, bos in front, and as it should write it, eos behind. */
export interface PairBatch {
  readonly source: PaddedIds;
  readonly targetIn: PaddedIds;
  readonly targetOut: PaddedIds;
}

/** [batch, time], int32 */
export function idTensor({ ids, shape }: PaddedIds): Tensor2D {
  return tensor2d(ids, [...shape], 'int32');
}

/** The places of the real ids in [batch · time], and the ids that stand there. */
export function realRows({ ids, lengths, shape: [, time] }: PaddedIds): { rows: Tensor1D; labels: Tensor1D } {
  const places: number[] = [];
  lengths.forEach((length, row) => {
    for (let at = 0; at < length; at++) places.push(row * time + at);
  });
  const labels = Int32Array.from(places, (place) => ids[place] as number);
  return { rows: tensor1d(Int32Array.from(places), 'int32'), labels: tensor1d(labels, 'int32') };
}
