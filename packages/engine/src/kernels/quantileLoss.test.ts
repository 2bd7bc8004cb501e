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

  tensorTest('takes a level for each prediction, and one value for several', () => {
    const predictions = param(
      toTensor([
        [0, 0, 2],
        [3, 3, 3],
      ]),
    );
    const values = toTensor([[1], [2]]);
    const run = () => [quantileLoss(predictions, values, toTensor([0.1, 0.5, 0.9]))];
    const dLosses = toTensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const ours = differentiate(run, [dLosses], new Map([['predictions', predictions]]));
    closeTo(
      ours.values[0]!,
      [
        [0.1, 0.5, 0.1],
        [0.9, 0.5, 0.1],
      ],
      'loss',
    );
    closeTo(
      ours.gradients.get('predictions')!,
      [
        [-0.1, -1, 0.3],
        [3.6, 2.5, 0.6],
      ],
      'gradient',
    );
    predictions.dispose();
  });
});
