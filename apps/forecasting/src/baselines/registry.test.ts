import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { goldenCase } from './goldens.fixture.ts';
import { BASELINES } from './registry.ts';

describe.each(Object.entries(BASELINES))('%s', (name, baseline) => {
  const options = { horizon: 3, season: 4 };

  it.each([
    ['an empty series', []],
    ['2 missing ones', [NaN, NaN]],
    ['-Infinity at position 1', [1, -Infinity, 2]],
  ])('refuses %s by its name', (what, values) => {
    const run = (): unknown => baseline(Float64Array.from(values), options);
    expect(run).toThrow(InputError);
    expect(run).toThrow(new RegExp(`^${name}: expected .* got .*${what}`));
  });

  it.each([
    ['horizon', 0],
    ['horizon', 2.5],
    ['season', 0],
  ])('refuses a %s of %d', (option, value) => {
    expect(() => baseline(Float64Array.of(1, 2), { ...options, [option]: value })).toThrow(
      `${name}: expected ${option} to be a positive integer, got ${value}.`,
    );
  });

  it.each([
    ['one value', [5]],
    ['two values', [5, 6]],
    ['a constant', new Array<number>(40).fill(5)],
    ['zeros', new Array<number>(40).fill(0)],
    ['one value among missing ones', [NaN, 5, NaN, NaN]],
    ['a line', Array.from({ length: 40 }, (_, time) => 2 * time)],
    ['a season without noise', Array.from({ length: 40 }, (_, time) => 5 + (time % 4))],
    ['a single peak', Array.from({ length: 40 }, (_, time) => (time === 20 ? 1 : 0))],
    ['tiny values', Array.from({ length: 40 }, (_, time) => 1e-9 * (1.5 + Math.sin(time)))],
    ['huge values', Array.from({ length: 40 }, (_, time) => 1e12 * (1.5 + Math.sin(time)))],
  ])('forecasts %s with finite numbers', (_, values) => {
    const { mean, sigma } = baseline(Float64Array.from(values), options);
    expect(mean).toHaveLength(3);
    expect(sigma).toHaveLength(3);
    expect([...mean, ...sigma].every(Number.isFinite)).toBe(true);
    expect(Math.min(...sigma)).toBeGreaterThanOrEqual(0);
    if (new Set(values).size === 1) expect(mean).toEqual(new Float64Array(3).fill(values[0]!));
  });

  it('forecasts a series in other units by the same numbers in those units', () => {
    const values = Float64Array.from(goldenCase('monthly, multiplicative').values).subarray(0, 60);
    const { mean, sigma } = baseline(values, { horizon: 6, season: 12 });
    const thousands = baseline(
      values.map((value) => value / 1000),
      { horizon: 6, season: 12 },
    );
    for (let step = 0; step < 6; step++) {
      expect((thousands.mean[step]! * 1000) / mean[step]!).toBeCloseTo(1, 3);
      expect((thousands.sigma[step]! * 1000) / sigma[step]!).toBeCloseTo(1, 3);
    }
  });

  it('leaves the history as it was', () => {
    const values = Float64Array.of(NaN, 1, 4, NaN, 3, 5, 4, 6, 5, 7, NaN);
    const before = values.slice();
    baseline(values, options);
    expect(values).toEqual(before);
  });
});
