import {
  cast,
  div,
  mul,
  notEqual,
  reshape,
  softmaxCrossEntropy,
  sum,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';

/**
 * Mean cross-entropy in nats over the rows whose label is not `ignore` (padding).
 * @param logits [rows, classes]
 * @param labels [rows], int32
 */
export function crossEntropy(
  logits: Tensor2D,
  labels: Tensor1D,
  { labelSmoothing = 0, ignore }: { labelSmoothing?: number; ignore?: number } = {},
): Scalar {
  const losses = softmaxCrossEntropy(logits, labels, labelSmoothing);
  if (ignore === undefined) return div(sum(losses), logits.shape[0]);
  const real = cast(reshape(notEqual(labels, ignore), [-1]), 'float32');
  return div(sum(mul(losses, real)), sum(real));
}
