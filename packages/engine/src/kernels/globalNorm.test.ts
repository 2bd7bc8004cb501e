import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { fill, tensor, zeros, type Tensor } from '../ops.ts';
import { Rng } from '../rng.ts';
import { globalNorm } from './globalNorm.ts';

describe('globalNorm', () => {
  for (const sizes of [
    [1],
    [3, 0, 5],
    [16, 17, 15, 1],
    [16384, 1, 16383, 100_000],
    Array(40).fill(33) as number[],
  ]) {
    tensorTest(`is the root of the sum of all squares: ${String(sizes)}`, () => {
      const tensors = sizes.map((size, index) =>
        size === 0 ? zeros([0]) : Rng.fromSeed(7).fold(`${index}`).normal([size]),
      );
      const squares = tensors.flatMap((x) => Array.from(x.dataSync(), (value) => value ** 2));
      const expected = Math.sqrt(squares.reduce((sum, square) => sum + square));
      closeTo(globalNorm(tensors), expected, 'norm');
      expect(globalNorm(tensors).dataSync()).toEqual(globalNorm(tensors).dataSync());
    });
  }

  tensorTest('keeps its precision over a million equal numbers', () => {
    closeTo(globalNorm([fill([1000, 1000], 0.1)]), 100, 'norm');
  });

  for (const value of [NaN, Infinity, -Infinity]) {
    for (const [size, at] of [
      [1, 0],
      [2, 1],
      [40_000, 39_999],
    ] as const) {
      tensorTest(`is not finite for ${value} at ${at} of ${size}`, () => {
        const numbers = new Float32Array(size).fill(1);
        numbers[at] = value;
        const given: Tensor[] = [tensor([1, 2]), tensor(numbers), tensor([3])];
        expect(globalNorm(given).dataSync()[0]).not.toSatisfy(Number.isFinite);
      });
    }
  }

  it('wants at least one tensor', () => {
    expect(() => globalNorm([])).toThrow('globalNorm: expected at least one tensor, got none.');
  });
});
