import { closeTo, differentiate, tensorTest, toTensor } from '@reprise/testing';
import { describe } from 'vitest';
import { tensor1d, type Tensor1D } from '../ops.ts';
import { param } from '../params.ts';
import { startEngine } from '../tf.ts';
import { quantileLoss } from './quantileLoss.ts';

await startEngine();

describe('quantileLoss', () => {
  tensorTest('weighs what lies above by the level, what lies below by the rest', () => {
    const predictions = param(tensor1d([1, 1, 2]) as Tensor1D);
    const run = () => [quantileLoss(predictions, tensor1d([3, -1, 2.5]), 0.9)];
    const { values, gradients } = differentiate(
      run,
      [toTensor([1, 1, 1])],
      new Map([['predictions', predictions]]),
    );
    closeTo(values[0]!, [1.8, 0.2, 0.45], 'loss');
    closeTo(gradients.get('predictions')!, [-0.9, 0.1, -0.9], 'gradient');
    predictions.dispose();
  });

  tensorTest('takes a level for each prediction', () => {
    const levels = toTensor([0.1, 0.5, 0.9]);
    const losses = quantileLoss(toTensor([0, 0, 0]), toTensor([1, 1, 1]), levels);
    closeTo(losses, [0.1, 0.5, 0.9], 'loss');
  });
});
