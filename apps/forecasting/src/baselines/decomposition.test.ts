import { describe, expect, it } from 'vitest';
import { classicalSeason, deseasonalise, isSeasonal } from './decomposition.ts';
import { GOLDENS } from './goldens.fixture.ts';

const ADDITIVE = [3, -1, 0.5, -2.5];
const MULTIPLICATIVE = [1.2, 0.9, 0.7, 1.2];

describe('classicalSeason', () => {
  it('finds the season of a line, even or odd', () => {
    for (const indices of [ADDITIVE, [2, -1.5, -0.5]]) {
      const values = Float64Array.from({ length: 19 }, (_, t) => 5 + 0.25 * t + indices[t % indices.length]!);
      const pattern = classicalSeason(values, indices.length, 'additive');
      for (const [phase, index] of indices.entries()) expect(pattern.indices[phase]).toBeCloseTo(index, 12);
      const line = deseasonalise(values, pattern);
      expect(line[10]! - line[9]!).toBeCloseTo(0.25, 12);
    }
  });

  it('finds the season that multiplies a constant', () => {
    const values = Float64Array.from({ length: 16 }, (_, t) => 50 * MULTIPLICATIVE[t % 4]!);
    const pattern = classicalSeason(values, 4, 'multiplicative');
    for (const [phase, index] of MULTIPLICATIVE.entries())
      expect(pattern.indices[phase]).toBeCloseTo(index, 12);
    for (const value of deseasonalise(values, pattern)) expect(value).toBeCloseTo(50, 12);
  });
});

describe('isSeasonal', () => {
  it.each(GOLDENS.cases)('decides as statsforecast: $name', ({ values, season, theta }) => {
    expect(isSeasonal(Float64Array.from(values), season)).toBe(theta.season !== null);
  });

  it('needs two seasons of at least four steps', () => {
    const values = Float64Array.from({ length: 40 }, (_, t) => ADDITIVE[t % 4]!);
    expect(isSeasonal(values, 4)).toBe(true);
    expect(isSeasonal(values.subarray(0, 7), 4)).toBe(false);
    expect(
      isSeasonal(
        Float64Array.from(values, (_, t) => t % 3),
        3,
      ),
    ).toBe(false);
  });
});
