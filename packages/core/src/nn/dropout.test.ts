import { ones, Rng, type Tensor3D } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { dropout, variationalDropout } from './dropout.ts';

const rng = Rng.fromSeed(2014);

describe('dropout', () => {
  tensorTest('drops at its rate, and scales the rest so that the mean stays', () => {
    const values = dropout(ones([200, 100]), 0.2, rng).dataSync();
    const kept = values.filter((value) => value !== 0);
    expect(1 - kept.length / values.length).toBeCloseTo(0.2, 1);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.8)]));
  });

  tensorTest('does nothing without an rng or at rate 0', () => {
    const xs = ones([3, 4]);
    expect(dropout(xs, 0.5)).toBe(xs);
    expect(dropout(xs, 0, rng)).toBe(xs);
    expect(
      variationalDropout(ones([2, 3, 4]), 0, rng)
        .dataSync()
        .every((value) => value === 1),
    ).toBe(true);
  });
});

describe('variationalDropout', () => {
  tensorTest('drops the same features at each step of a sequence, others in another sequence', () => {
    const dropped = variationalDropout(ones([3, 5, 40]) as Tensor3D, 0.5, rng).arraySync();
    for (const steps of dropped) for (const step of steps) expect(step).toEqual(steps[0]);
    expect(dropped[0]![0]).not.toEqual(dropped[1]![0]);
  });
});
