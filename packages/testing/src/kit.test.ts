import {
  matMul,
  mul,
  param,
  Rng,
  scope,
  square,
  tanh,
  tensor1d,
  zeros,
  type Tensor,
  type Tensor2D,
} from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { closeTo } from './closeTo.ts';
import { gradientCheck } from './gradientCheck.ts';
import { leakCheck, tensorTest } from './leakCheck.ts';

// A check that cannot fail is worth nothing: here each one fails.

describe('closeTo', () => {
  tensorTest('takes what is within the tolerance, relative to the largest number', () => {
    closeTo(tensor1d([1000.005, 1]), [1000, 1.005], 'x');
    closeTo(tensor1d([0.000009]), tensor1d([0]), 'x');
  });

  tensorTest('names the tensor, the worst element and its place', () => {
    const x = zeros([2, 3]);
    const expected = [
      [0, 0, 0.1],
      [0.2, 0, 0],
    ];
    expect(() => closeTo(x, expected, 'gradient of xs')).toThrow('gradient of xs[1, 0]: expected 0.2, got 0');
  });

  tensorTest('sees other shapes, and numbers that are none', () => {
    expect(() => closeTo(zeros([2, 3]), [0, 0, 0, 0, 0, 0], 'x')).toThrow('x: shape');
    expect(() => closeTo(tensor1d([1, NaN, 3]), [1, 2, 3], 'x')).toThrow('x[1]: expected 2, got NaN');
    expect(() => closeTo(tensor1d([Infinity]), [1], 'x')).toThrow('got Infinity');
    expect(() => closeTo(tensor1d([1.00002]), [1], 'x')).toThrow('x[0]');
  });
});

describe('leakCheck', () => {
  it('sees a tensor too many, at once and later', async () => {
    const leaked: Tensor[] = [];
    const leak = (): void => void leaked.push(zeros([1]));
    expect(() => leakCheck(leak)).toThrow('got 1 more');
    await expect(leakCheck(() => Promise.resolve().then(leak))).rejects.toThrow('got 1 more');
    expect(() => leakCheck(() => leaked.forEach((tensor) => tensor.dispose()))).toThrow('got -2 more');
  });

  it('sees a parameter that a scope does not free', () => {
    let forgotten: Tensor | undefined;
    const body = (): void =>
      scope(() => {
        forgotten = param(zeros([1]));
      });
    expect(() => leakCheck(body)).toThrow('got 1 more');
    forgotten?.dispose();
  });
});

describe('gradientCheck', () => {
  const withVariable = (body: (x: Tensor2D, leaves: Map<string, ReturnType<typeof param>>) => void): void => {
    const x = param(Rng.fromSeed(5).normal([3, 4]) as Tensor2D);
    body(x, new Map([['x', x]]));
    x.dispose();
  };

  tensorTest('takes right gradients, and leaves the variable as it was', () => {
    withVariable((x, leaves) => {
      const before = [...x.dataSync()];
      gradientCheck(() => [tanh(matMul(x, x, false, true)), square(x)], leaves);
      expect([...x.dataSync()]).toEqual(before);
    });
  });

  tensorTest('sees a gradient that is one part in a hundred too large, and one that is cut off', () => {
    withVariable((x, leaves) => {
      let runs = 0;
      // The first two runs are the one for the shapes and the one that is differentiated.
      const wrong = (): Tensor[] => [mul(tanh(x), runs++ === 1 ? 1.01 : 1)];
      expect(() => gradientCheck(wrong, leaves)).toThrow('gradient of x, direction 0');
      const cut = (): Tensor[] => [mul(x, tensor1d(x.dataSync().slice(0, 4)))];
      expect(() => gradientCheck(cut, leaves)).toThrow('gradient of x, direction');
    });
  });
});
