import { describe, expect, it } from 'vitest';
import { boundsOf, momentsOf, pathLength, transform } from './geometry.ts';
import { strokeOf } from './strokes.fixture.ts';

describe('geometry of strokes', () => {
  it('finds the least box, and refuses nothing', () => {
    expect(boundsOf([strokeOf([1, 2], [4, -3]), strokeOf([0, 0])])).toEqual({
      left: 0,
      top: -3,
      right: 4,
      bottom: 2,
    });
    expect(() => boundsOf([])).toThrow(RangeError);
  });

  it('moves points as the matrix of an SVG does, and keeps times', () => {
    const t = Float64Array.of(0, 1);
    const [moved] = transform([{ ...strokeOf([1, 0], [0, 1]), t }], [2, 3, 5, 7, 11, 13]);
    expect([...(moved?.x ?? [])]).toEqual([13, 16]);
    expect([...(moved?.y ?? [])]).toEqual([16, 20]);
    expect(moved?.t).toBe(t);
  });

  it('measures moments along the way, not over points', () => {
    // A square's outline of side 2: variance of x is (2 · 1 + 2 · 1/3) / 4.
    const sparse = [strokeOf([0, 0], [2, 0], [2, 2], [0, 2], [0, 0])];
    const dense = [strokeOf([0, 0], [0.1, 0], [0.2, 0], [2, 0], [2, 1], [2, 2], [0, 2], [0, 0.3], [0, 0])];
    for (const strokes of [sparse, dense]) {
      const moments = momentsOf(strokes);
      expect(moments.length).toBeCloseTo(8, 12);
      expect(moments.meanX).toBeCloseTo(1, 12);
      expect(moments.meanY).toBeCloseTo(1, 12);
      expect(moments.varianceX).toBeCloseTo(2 / 3, 12);
      expect(moments.varianceY).toBeCloseTo(2 / 3, 12);
      expect(moments.covariance).toBeCloseTo(0, 12);
    }
    expect(pathLength(sparse)).toBe(8);
  });

  it('measures far from the origin as near it', () => {
    const strokes = [strokeOf([0, 0], [3, 1], [5, 7])];
    const far = momentsOf(transform(strokes, [1, 0, 0, 1, 1e7, -1e7]));
    const near = momentsOf(strokes);
    expect(far.varianceX).toBeCloseTo(near.varianceX, 6);
    expect(far.covariance).toBeCloseTo(near.covariance, 6);
    expect(far.meanX - 1e7).toBeCloseTo(near.meanX, 6);
  });

  it('takes dots, of which nothing was drawn, by their places', () => {
    const moments = momentsOf([strokeOf([0, 0]), strokeOf([2, 4])]);
    expect(moments).toMatchObject({
      length: 0,
      meanX: 1,
      meanY: 2,
      varianceX: 1,
      varianceY: 4,
      covariance: 2,
    });
  });
});
