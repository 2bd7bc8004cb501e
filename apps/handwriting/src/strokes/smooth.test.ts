import { describe, expect, it } from 'vitest';
import { smooth } from './smooth.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

describe('smooth', () => {
  it('goes through all points, with their times', () => {
    const coarse = { ...arc(1, 0, 3, 7), t: Float64Array.from({ length: 7 }, (_, at) => at) };
    const [curve] = smooth([coarse], 4);
    expect(curve?.x.length).toBe(25);
    coarse.x.forEach((x, at) => {
      expect(curve?.x[4 * at]).toBeCloseTo(x, 9);
      expect(curve?.y[4 * at]).toBeCloseTo(coarse.y[at] as number, 9);
      expect(curve?.t?.[4 * at]).toBeCloseTo(at, 9);
    });
  });

  it('is nearer to a circle than the chords are', () => {
    const [curve] = smooth([arc(1, 0, 3, 7)], 8);
    const farthest = (x: Float64Array, y: Float64Array): number =>
      Math.max(...x.map((at, index) => Math.abs(1 - Math.hypot(at, y[index] as number))));
    const inner = (list: Float64Array): Float64Array => list.subarray(8, -8);
    expect(farthest(inner(curve!.x), inner(curve!.y))).toBeLessThan(0.011);
    // The chords are off by 0.031; the first and the last curve have but one neighbour to go by.
    expect(farthest(curve!.x, curve!.y)).toBeLessThan(0.02);
  });

  it('keeps straight lines straight, and does not swing out at corners', () => {
    const [corner] = smooth([strokeOf([0, 0], [4, 0], [4, 0.2], [4, 4])], 10);
    expect(Math.max(...corner!.x)).toBeLessThan(4.15);
    expect(Math.min(...corner!.y)).toBeGreaterThan(-0.15);
    const [line] = smooth([strokeOf([0, 0], [1, 1], [5, 5])], 5);
    line!.x.forEach((x, at) => {
      expect(line!.y[at]).toBeCloseTo(x, 9);
    });
  });

  it('leaves dots and single lines, and survives points at one place', () => {
    expect(smooth([strokeOf([1, 1]), strokeOf([0, 0], [1, 0])])).toEqual([
      strokeOf([1, 1]),
      strokeOf([0, 0], [1, 0]),
    ]);
    const [still] = smooth([strokeOf([1, 1], [1, 1], [1, 1])]);
    expect(still!.x.every((x) => Math.abs(x - 1) < 1e-9)).toBe(true);
  });
});
