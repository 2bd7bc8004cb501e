import {
  cast,
  checkShape,
  div,
  mul,
  notEqual,
  reshape,
  softmaxCrossEntropy,
  sum,
  vocabularyLoss,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';

export interface CrossEntropyOptions {
  /** the part of the target's mass that is spread over all classes, by default 0 */
  readonly labelSmoothing?: number;
  /** the label of rows that count nothing, such as padding */
  readonly ignore?: number;
}

/**
 * Mean cross-entropy in nats over the rows whose label is not `ignore` (padding); NaN, as in PyTorch, where all are.
 * @param logits [rows, classes]
 * @param labels [rows], int32
 */
export function crossEntropy(
  logits: Tensor2D,
  labels: Tensor1D,
  { labelSmoothing = 0, ignore }: CrossEntropyOptions = {},
): Scalar {
  const losses = softmaxCrossEntropy(logits, labels, labelSmoothing);
  if (ignore === undefined) return div(sum(losses), logits.shape[0]);
  const real = cast(reshape(notEqual(labels, ignore), [-1]), 'float32');
  return div(sum(mul(losses, real)), sum(real));
}

/**
 * {@link crossEntropy} of an output layer over a vocabulary, `hidden · weightᵀ + bias`, in one go: the logits never
 * lie in memory as a whole, and their gradient costs no pass of its own. A `Linear`'s parameters fit, and so does a
 * matrix of embeddings.
 * @param hidden [rows, size]
 * @param layer weight [vocabSize, size], bias [vocabSize]
 * @param labels [rows], int32
 * @returns 0 where every row is ignored
 * @throws ShapeError for tensors that do not fit together
 */
export function vocabularyCrossEntropy(
  hidden: Tensor2D,
  { weight, bias }: { readonly weight: Tensor2D; readonly bias?: Tensor1D },
  labels: Tensor1D,
  options: CrossEntropyOptions = {},
): Scalar {
  const sizes = checkShape('vocabularyCrossEntropy', 'hidden', hidden, ['rows', 'size']);
  checkShape('vocabularyCrossEntropy', 'weight', weight, ['vocabSize', 'size'], sizes);
  if (bias) checkShape('vocabularyCrossEntropy', 'bias', bias, ['vocabSize'], sizes);
  checkShape('vocabularyCrossEntropy', 'labels', labels, ['rows'], sizes);
  return vocabularyLoss(hidden, weight, bias, labels, options);
}
