import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { runFused } from './fused.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/**
 * The rows of a table for ids. Its gradient adds up, for each row of the table, what arrives at its ids, always in
 * their order; it is dense, as optimizers that move every row at every step need it.
 *
 * @param weight [vocabSize, size]
 * @param ids int32, each from 0 to vocabSize - 1
 * @returns the shape of the ids with `size` behind it
 * @throws Error for an id that is not in the table
 */
export function embed(weight: Tensor2D, ids: Tensor1D): Tensor2D;
export function embed(weight: Tensor2D, ids: Tensor2D): Tensor3D;
export function embed(weight: Tensor2D, ids: Tensor1D | Tensor2D): Tensor;
export function embed(weight: Tensor2D, ids: Tensor1D | Tensor2D): Tensor {
  if (!hasNativeKernels()) return tf.gather(weight, ids);
  const [vocabSize] = weight.shape;
  const [embedded] = runFused<'weight'>({
    inputs: { weight },
    forward(save) {
      save([ids]);
      return runNative('RepriseEmbedding', {}, [weight, ids], 1);
    },
    backward([dEmbedded], saved) {
      const attributes = { vocab_size: { int: vocabSize } };
      const [dWeight] = runNative('RepriseEmbeddingGrad', attributes, [dEmbedded as Tensor, ...saved], 1);
      return { weight: dWeight as Tensor };
    },
  });
  return embedded as Tensor;
}
