import { describe, expect, it } from 'vitest';
import { quantileCurve } from './quantileCurve.ts';

describe('quantileCurve', () => {
  it('gives learned levels as they are, and straight lines between them', () => {
    const { quantiles } = quantileCurve([0.1, 0.5, 0.9], [[1, 3, 7]], [0.1, 0.3, 0.5, 0.6, 0.9]);
    expect(quantiles.map(([value]) => value)).toEqual([1, 2, 3, expect.closeTo(4), 7]);
  });

  it('goes on beyond the outermost levels', () => {
    const { quantiles } = quantileCurve([0.1, 0.5, 0.9], [[1, 3, 7]], [0.02, 0.98]);
    expect(quantiles.map(([value]) => value)).toEqual([expect.closeTo(0.6), expect.closeTo(7.8)]);
  });

  it('puts quantiles that cross into order', () => {
    const { quantiles } = quantileCurve([0.1, 0.5, 0.9], [[5, 3, 4]], [0.1, 0.5, 0.9]);
    expect(quantiles.map(([value]) => value)).toEqual([3, 4, 5]);
  });

  it('has the mean of what lies under the curve, step by step', () => {
    const { mean } = quantileCurve(
      [0.25, 0.5, 0.75],
      [
        [1, 2, 3],
        [0, 0, 4],
      ],
      [0.5],
    );
    expect([...mean]).toEqual([2, 1.5]);
  });

  it('is a point where only one level was learned', () => {
    const { mean, quantiles } = quantileCurve([0.5], [[2], [3]], [0.1, 0.9]);
    expect([...mean]).toEqual([2, 3]);
    expect(quantiles.map((quantile) => [...quantile])).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });
});
