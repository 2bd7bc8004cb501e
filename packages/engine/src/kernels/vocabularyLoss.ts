import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';

export interface VocabularyLossOptions {
  /** the part of the target's mass that is spread over all of the vocabulary, by default 0 */
  readonly labelSmoothing?: number | undefined;
  /** the label of rows that count nothing and cost nothing, such as padding */
  readonly ignore?: number | undefined;
}

/**
 * An output layer `hidden · weightᵀ + bias` over a vocabulary and its mean cross-entropy, as
 * {@link softmaxCrossEntropy} defines it, in one operation that never holds more than a block of the logits (8 MB).
 * Where gradients are being taken, it computes them along with the loss.
 *
 * @param hidden [rows, size]
 * @param weight [vocabSize, size]: an output layer's weight, or the matrix of the embeddings that it is tied to
 * @param bias [vocabSize]
 * @param labels [rows], int32, from 0 to vocabSize - 1, or `ignore`
 * @returns mean nats over the rows that are not ignored; 0 where there is none
 */
export function vocabularyLoss(
  hidden: Tensor2D,
  weight: Tensor2D,
  bias: Tensor1D | undefined,
  labels: Tensor1D,
  { labelSmoothing = 0, ignore }: VocabularyLossOptions = {},
): Scalar {
  if (!hasNativeKernels()) return portable(hidden, weight, bias, labels, labelSmoothing, ignore);
  const inputs: Record<'hidden' | 'weight' | 'bias', Tensor> = {
    hidden,
    weight,
    bias: bias ?? tf.tensor1d([]),
  };
  const attributes = {
    label_smoothing: { float: labelSmoothing },
    ignores: { bool: ignore !== undefined },
    ignore: { int: ignore ?? 0 },
  };
  const [loss] = runFused({
    inputs,
    forward(save, learning) {
      const operands = [hidden, weight, inputs.bias, labels];
      const learns = { learning: { bool: learning } };
      const [value, ...gradients] = runNative(
        'RepriseVocabularyLoss',
        { ...attributes, ...learns },
        operands,
        4,
      );
      save(gradients);
      return [value as Tensor];
    },
    backward([dLoss], saved) {
      const gradients = runNative('RepriseVocabularyLossGrad', {}, [dLoss as Tensor, ...saved], 3);
      const [dHidden, dWeight, dBias] = gradients as [Tensor, Tensor, Tensor];
      return { hidden: dHidden, weight: dWeight, bias: dBias };
    },
  });
  return loss as Scalar;
}

function portable(
  hidden: Tensor2D,
  weight: Tensor2D,
  bias: Tensor1D | undefined,
  labels: Tensor1D,
  labelSmoothing: number,
  ignore: number | undefined,
): Scalar {
  const product = tf.matMul(hidden, weight, false, true);
  const logits = (bias ? tf.add(product, bias) : product) as Tensor2D;
  if (ignore === undefined) return tf.mean(softmaxCrossEntropy(logits, labels, labelSmoothing));
  const real = tf.notEqual(labels, ignore);
  // An ignored label need be no class.
  const classes = tf.where(real, labels, tf.zerosLike(labels)) as Tensor1D;
  const losses = softmaxCrossEntropy(logits, classes, labelSmoothing);
  const sum = tf.sum(tf.where(real, losses, tf.zerosLike(losses)));
  return tf.div(sum, tf.maximum(tf.sum(tf.cast(real, 'float32')), 1));
}
