import { closeTo, gradientCheck, tensorTest } from '@reprise/testing';
import { describe } from 'vitest';
import { tensor2d, type Tensor2D, type Tensor3D } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { logSoftmax } from './logSoftmax.ts';

/** By the definition, in float64. */
function expected(row: number[]): number[] {
  const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return row.map((logit) => logit - logSum);
}

describe('logSoftmax', () => {
  tensorTest('is its definition over the last axis', () => {
    const logits = Rng.fromSeed(4).normal([2, 3, 5], 0, 2) as Tensor3D;
    closeTo(
      logSoftmax(logits),
      logits.arraySync().map((rows) => rows.map(expected)),
      'log-probabilities',
    );
  });

  tensorTest('has the gradient of its differences', () => {
    const logits = param(Rng.fromSeed(5).normal([3, 4]) as Tensor2D);
    gradientCheck(() => [logSoftmax(logits)], new Map([['logits', logits]]));
    logits.dispose();
  });

  tensorTest('does not overflow', () => {
    closeTo(logSoftmax(tensor2d([[1e4, 0]])), [[0, -1e4]], 'log-probabilities');
  });
});
