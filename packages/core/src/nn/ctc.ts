import {
  ctcLoss as sequenceLosses,
  div,
  sum,
  tensor1d,
  where,
  zerosLike,
  type Scalar,
  type Tensor3D,
} from '@reprise/engine';
import type { PaddedIds } from '../paddedIds.ts';

export interface CtcLossOptions {
  /** the real frames of each sequence; without them all are real */
  readonly inputLengths?: ArrayLike<number> | undefined;
  /** over what the mean is taken: all labels of the batch (the default), or its sequences */
  readonly per?: 'label' | 'sequence' | undefined;
  /**
   * Leaves sequences of fewer frames than {@link framesNeeded} out of the sum and the mean. By default one of them
   * makes the loss Infinity, so that `fit` skips the step and reports it.
   */
  readonly zeroInfinity?: boolean | undefined;
}

/**
 * Connectionist temporal classification (Graves et al. 2006), for frames that are more than their labels and not
 * aligned with them: the mean over the batch's labels, in nats. Class 0 is the blank, the labels are 1 … classes - 1.
 * A batch without a single label has the sum of its losses.
 *
 * @param logits [batch, time, classes]
 * @param labels [batch, longest], padded with anything
 * @throws RangeError for lengths that do not fit and for labels that are no class or the blank, with their row
 */
export function ctcLoss(
  logits: Tensor3D,
  labels: PaddedIds,
  { inputLengths, per = 'label', zeroInfinity = false }: CtcLossOptions = {},
): Scalar {
  const rows = rowsOf(labels);
  const losses = sequenceLosses(logits, rows, { inputLengths });
  const isCounted = rows.map(
    (own, row) => !zeroInfinity || framesNeeded(own) <= (inputLengths?.[row] ?? logits.shape[1]),
  );
  const count = rows
    .filter((_, row) => isCounted[row])
    .reduce((sum, own) => sum + (per === 'label' ? own.length : 1), 0);
  const counted = isCounted.every(Boolean)
    ? losses
    : where(tensor1d(isCounted, 'bool'), losses, zerosLike(losses));
  return div(sum(counted), Math.max(1, count));
}

/** The fewest frames that can spell a label sequence: one a label, and a blank between equal neighbours. */
export function framesNeeded(labels: ArrayLike<number>): number {
  let frames = labels.length;
  for (let at = 1; at < labels.length; at++) if (labels[at] === labels[at - 1]) frames++;
  return frames;
}

function rowsOf({ ids, shape: [batchSize, width], lengths }: PaddedIds): Int32Array[] {
  return Array.from({ length: batchSize }, (_, row) =>
    ids.subarray(row * width, row * width + (lengths[row] as number)),
  );
}
