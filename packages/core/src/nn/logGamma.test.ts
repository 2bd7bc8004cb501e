import { param, type Tensor1D } from '@reprise/engine';
import { differentiate, loadGolden, tensorTest, toTensor } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { logGamma } from './logGamma.ts';

const golden = (loadGolden('distributions') as { logGamma: Record<'x' | 'values' | 'gradient', number[]> })
  .logGamma;

describe('logGamma', () => {
  tensorTest("is PyTorch's, and so is its gradient, number by number", () => {
    const x = param(toTensor(golden.x) as Tensor1D);
    const ones = toTensor(golden.x.map(() => 1));
    const { values, gradients } = differentiate(() => [logGamma(x)], [ones], new Map([['x', x]]));
    const ours = values[0]!.dataSync();
    const slopes = gradients.get('x')!.dataSync();
    for (const [at, where] of golden.x.entries()) {
      // Near 1 and 2 the function is the small difference of large terms.
      expect(Math.abs(ours[at]! - golden.values[at]!), `at ${where}`).toBeLessThan(
        1e-5 * Math.max(1, Math.abs(golden.values[at]!)),
      );
      expect(Math.abs(slopes[at]! - golden.gradient[at]!), `gradient at ${where}`).toBeLessThan(
        1e-5 * Math.max(1, Math.abs(golden.gradient[at]!)),
      );
    }
    x.dispose();
  });
});
