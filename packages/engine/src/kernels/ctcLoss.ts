import type { Tensor, Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { checkShape } from '../shape.ts';
import { tf } from '../tfjs.ts';
import { alignOnHost } from './ctcAlignment.ts';
import { lengthsTensor, runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';

export interface CtcOptions {
  /** the real frames of each sequence; without them all are real */
  readonly inputLengths?: ArrayLike<number> | undefined;
  /** the class that stands for no label, by default 0 */
  readonly blank?: number | undefined;
}

/**
 * Connectionist temporal classification (Graves et al. 2006): the negative log-probability of each label sequence,
 * summed over all its alignments with the frames. An alignment gives each frame a class; it spells what is left when
 * runs of one class are merged and then blanks removed, so equal neighbours need a blank between them.
 *
 * A label sequence may be empty: all frames are blank then. One that has no alignment, because the frames are too few
 * (fewer than labels and equal neighbours together) or the logits rule it out, has the loss Infinity and the gradient
 * zero, so that it neither goes unnoticed nor spoils the gradient of its batch. A NaN among a sequence's logits gives
 * NaN for its loss and its gradient.
 *
 * @param logits [batch, time, classes]; the softmax is part of the loss
 * @param labels the class numbers of each sequence, without padding
 * @returns [batch], in nats
 * @throws ShapeError for logits of another rank; RangeError for lengths that do not fit and for labels that are no
 *   class or the blank, with their row
 */
export function ctcLoss(
  logits: Tensor3D,
  labels: readonly ArrayLike<number>[],
  { inputLengths, blank = 0 }: CtcOptions = {},
): Tensor1D {
  checkShape('ctcLoss', 'logits', logits, ['batch', 'time', 'classes']);
  const [batchSize, time, classes] = logits.shape;
  if (!isBelow(blank, classes)) {
    throw new RangeError(`ctcLoss: expected blank to be a class below ${classes}, got ${blank}.`);
  }
  checkLabels(labels, batchSize, classes, blank);
  checkInputLengths(inputLengths, batchSize, time);

  const [losses] = runFused<'logits'>({
    inputs: { logits },
    forward(save, learning) {
      const run = hasNativeKernels() ? align : alignPortably;
      const [values, gradient] = run(logits, labels, inputLengths, blank, learning);
      if (learning) save([gradient]);
      return [values];
    },
    backward: ([dLosses], [gradient]) => ({
      logits: tf.mul(tf.reshape(dLosses as Tensor, [batchSize, 1, 1]), gradient as Tensor),
    }),
  });
  return losses as Tensor1D;
}

/** @returns losses, and the gradient of each when learning */
function align(
  logits: Tensor3D,
  labels: readonly ArrayLike<number>[],
  inputLengths: ArrayLike<number> | undefined,
  blank: number,
  learning: boolean,
): [losses: Tensor, gradient: Tensor] {
  const all = labels.flatMap((own) => Array.from(own));
  const lengths = labels.map((own) => own.length);
  const operands = [logits, lengthsTensor(all), lengthsTensor(lengths), lengthsTensor(inputLengths)];
  const attributes = { blank: { int: blank }, learning: { bool: learning } };
  return runNative('RepriseCtcLoss', attributes, operands, 2) as [Tensor, Tensor];
}

/** The same as {@link align} without the fused kernel. */
function alignPortably(
  logits: Tensor3D,
  labels: readonly ArrayLike<number>[],
  inputLengths: ArrayLike<number> | undefined,
  blank: number,
  learning: boolean,
): [losses: Tensor, gradient: Tensor] {
  const [batchSize, time, classes] = logits.shape;
  const values = logits.dataSync();
  const losses = new Float32Array(batchSize);
  const gradient = new Float32Array(learning ? values.length : 0);
  for (const [row, own] of labels.entries()) {
    const begin = row * time * classes;
    const end = begin + (inputLengths?.[row] ?? time) * classes;
    const into = learning ? gradient.subarray(begin, end) : undefined;
    losses[row] = alignOnHost(values.subarray(begin, end), own, { classes, blank }, into);
  }
  return [tf.tensor1d(losses), tf.tensor(gradient, learning ? logits.shape : [0])];
}

function isBelow(value: number, bound: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < bound;
}

function checkLabels(
  labels: readonly ArrayLike<number>[],
  batchSize: number,
  classes: number,
  blank: number,
): void {
  if (labels.length !== batchSize) {
    throw new RangeError(`ctcLoss: expected labels of ${batchSize} sequences, got ${labels.length}.`);
  }
  for (const [row, own] of labels.entries()) {
    for (let at = 0; at < own.length; at++) {
      const label = own[at] as number;
      if (isBelow(label, classes) && label !== blank) continue;
      throw new RangeError(
        `ctcLoss: expected the labels of row ${row} to be classes below ${classes} other than the blank, ${blank}, got ${label} at ${at}.`,
      );
    }
  }
}

function checkInputLengths(lengths: ArrayLike<number> | undefined, batchSize: number, time: number): void {
  if (!lengths) return;
  if (lengths.length !== batchSize) {
    throw new RangeError(`ctcLoss: expected ${batchSize} inputLengths, got ${lengths.length}.`);
  }
  for (let row = 0; row < batchSize; row++) {
    if (isBelow(lengths[row] as number, time + 1)) continue;
    throw new RangeError(
      `ctcLoss: expected inputLengths from 0 to ${time}, got ${lengths[row]} in row ${row}.`,
    );
  }
}
