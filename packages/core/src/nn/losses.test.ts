import { param, Rng, tensor1d, type Tensor1D, type Tensor2D, type Tensor } from '@reprise/engine';
import {
  closeTo,
  differentiate,
  gradientCheck,
  loadGolden,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { describe } from 'vitest';
import { crossEntropy } from './losses.ts';

interface Golden {
  readonly logits: Nested[];
  readonly labels: number[];
  readonly labelSmoothing: number;
  readonly ignore: number | null;
  readonly loss: number;
  readonly gradient: Nested;
}

const goldens = (loadGolden('layers') as { crossEntropy: Golden[] }).crossEntropy;

describe('crossEntropy', () => {
  for (const { logits, labels, labelSmoothing, ignore, loss, gradient } of goldens) {
    tensorTest(`is PyTorch's with label smoothing ${labelSmoothing}, ignoring ${ignore ?? 'nothing'}`, () => {
      const options = { labelSmoothing, ...(ignore === null ? {} : { ignore }) };
      const leaf = param(toTensor(logits) as Tensor2D);
      const run = (): Tensor[] => [crossEntropy(leaf, tensor1d(labels, 'int32'), options)];
      const { values, gradients } = differentiate(run, [toTensor(1)], new Map([['logits', leaf]]));
      closeTo(values[0]!, loss, 'loss');
      closeTo(gradients.get('logits')!, gradient, 'gradient of logits');
      leaf.dispose();
    });
  }

  tensorTest('stays finite for logits of any size', () => {
    const logits = param(
      toTensor([
        [1e4, -1e4, 0],
        [-1e4, 1e4, 0],
      ]) as Tensor2D,
    );
    const labels = (): Tensor1D => tensor1d([0, 0], 'int32');
    const { values, gradients } = differentiate(
      () => [crossEntropy(logits, labels())],
      [toTensor(1)],
      new Map([['logits', logits]]),
    );
    closeTo(values[0]!, 1e4, 'loss');
    closeTo(
      gradients.get('logits')!,
      [
        [0, 0, 0],
        [-0.5, 0.5, 0],
      ],
      'gradient of logits',
    );
    logits.dispose();
  });

  tensorTest('has the gradient of its own differences', () => {
    const logits = param(Rng.fromSeed(1).normal([6, 5]) as Tensor2D);
    const run = (): Tensor[] => [
      crossEntropy(logits, tensor1d([0, 1, 2, 3, 4, 0], 'int32'), { labelSmoothing: 0.2, ignore: 0 }),
    ];
    gradientCheck(run, new Map([['logits', logits]]));
    logits.dispose();
  });
});
