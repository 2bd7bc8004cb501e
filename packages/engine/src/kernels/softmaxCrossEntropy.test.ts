import { closeTo, gradientCheck, tensorTest } from '@reprise/testing';
import { describe } from 'vitest';
import { tensor1d, tensor2d, type Tensor1D, type Tensor2D } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';

const LABELS = [2, 0, 3, 3];

/** By the definition, in float64. */
function expectedLosses(logits: number[][], labelSmoothing: number): number[] {
  return logits.map((row, index) => {
    const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const mean = row.reduce((sum, logit) => sum + logSum - logit, 0) / row.length;
    return (1 - labelSmoothing) * (logSum - row[LABELS[index]!]!) + labelSmoothing * mean;
  });
}

describe('softmaxCrossEntropy', () => {
  const draw = (): Tensor2D => Rng.fromSeed(3).normal([4, 5], 0, 2) as Tensor2D;
  const labels = (): Tensor1D => tensor1d(LABELS, 'int32');

  for (const labelSmoothing of [0, 0.1, 1]) {
    tensorTest(`is its definition with label smoothing ${labelSmoothing}`, () => {
      const logits = draw();
      const losses = softmaxCrossEntropy(logits, labels(), labelSmoothing);
      closeTo(losses, expectedLosses(logits.arraySync(), labelSmoothing), 'losses');
    });

    tensorTest(`has the gradient of its differences with label smoothing ${labelSmoothing}`, () => {
      const logits = param(draw());
      gradientCheck(
        () => [softmaxCrossEntropy(logits, labels(), labelSmoothing)],
        new Map([['logits', logits]]),
      );
      logits.dispose();
    });
  }

  tensorTest('does not overflow', () => {
    const logits = tensor2d([
      [1e4, 0],
      [-1e4, 0],
    ]);
    closeTo(softmaxCrossEntropy(logits, tensor1d([1, 1], 'int32')), [1e4, 0], 'losses');
  });
});
