import { describe, expect, it } from 'vitest';
import { scalingOf } from './scaling.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('scalingOf', () => {
  it('divides by the mean size, or by the deviation from the mean', () => {
    expect(scalingOf('mean', of(-2, 4, 6))).toEqual({ center: 0, scale: 4 });
    expect(scalingOf('standard', of(1, 3))).toEqual({ center: 2, scale: 1 });
  });

  it('leaves values as they are where it is told to', () => {
    expect(scalingOf('none', of(5, 900))).toEqual({ center: 0, scale: 1 });
  });

  it('does not count what is missing', () => {
    expect(scalingOf('mean', of(NaN, 4, NaN, 6))).toEqual({ center: 0, scale: 5 });
    expect(scalingOf('standard', of(1, NaN, 3))).toEqual({ center: 2, scale: 1 });
  });

  it('takes the whole history where the window stands still, and 1 where all of it does', () => {
    expect(scalingOf('standard', of(5, 5), of(1, 5, 5, 9)).scale).toBeCloseTo(Math.sqrt(8));
    expect(scalingOf('mean', of(0, 0), of(3, 0, 0)).scale).toBe(1);
    expect(scalingOf('standard', of(5, 5))).toEqual({ center: 5, scale: 1 });
    expect(scalingOf('mean', of(0, 0))).toEqual({ center: 0, scale: 1 });
    expect(scalingOf('mean', of(NaN))).toEqual({ center: 0, scale: 1 });
  });

  it('takes rounding of a large level for standing still', () => {
    const level = 1e9 / 3;
    expect(scalingOf('standard', of(level, level, level)).scale).toBe(1);
  });
});
