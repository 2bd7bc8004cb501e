import { describe, expect, it } from 'vitest';
import { differenceOf, GOLDENS } from './goldens.fixture.ts';
import { drift, naive, seasonalNaive } from './naive.ts';

describe.each(GOLDENS.cases)('against statsforecast: $name', (golden) => {
  const values = Float64Array.from(golden.values);
  it.each([
    ['naive', naive, golden.naive],
    ['drift', drift, golden.drift],
    ['seasonalNaive', seasonalNaive, golden.seasonalNaive],
  ] as const)('%s', (_, baseline, expected) => {
    const { mean, sigma } = baseline(values, { horizon: expected.mean.length, season: golden.season });
    expect(differenceOf(mean, expected.mean)).toBeLessThan(1e-9);
    expect(differenceOf(sigma, expected.sigma)).toBeLessThan(1e-9);
  });
});

describe('naive', () => {
  it('repeats the last known value and counts the steps since', () => {
    const { mean, sigma } = naive(Float64Array.of(1, 3, 1, NaN), { horizon: 2, season: 1 });
    expect([...mean]).toEqual([1, 1]);
    expect([...sigma]).toEqual([2 * Math.SQRT2, 2 * Math.sqrt(3)]);
  });

  it('takes a change across a hole for one of that many steps', () => {
    // Changes of 2 in one step and of 4 in four: squares of 4 and 16 / 4 for a step.
    const { sigma } = naive(Float64Array.of(NaN, 0, 2, NaN, NaN, NaN, 6), { horizon: 1, season: 1 });
    expect([...sigma]).toEqual([2]);
  });

  it('repeats a single value, of whose changes nothing is known', () => {
    expect(naive(Float64Array.of(7), { horizon: 2, season: 12 })).toEqual({
      mean: Float64Array.of(7, 7),
      sigma: Float64Array.of(0, 0),
    });
  });
});

describe('drift', () => {
  it('goes on with a line exactly, over holes too', () => {
    const { mean, sigma } = drift(Float64Array.of(NaN, 3, 5, NaN, 9, 11, NaN), { horizon: 3, season: 1 });
    expect([...mean]).toEqual([15, 17, 19]);
    expect([...sigma]).toEqual([0, 0, 0]);
  });

  it('repeats a single value', () => {
    expect([...drift(Float64Array.of(NaN, 7), { horizon: 2, season: 1 }).mean]).toEqual([7, 7]);
  });
});

describe('seasonalNaive', () => {
  it('goes on with a season exactly', () => {
    const values = Float64Array.from({ length: 14 }, (_, time) => time % 4);
    const { mean, sigma } = seasonalNaive(values, { horizon: 6, season: 4 });
    expect([...mean]).toEqual([2, 3, 0, 1, 2, 3]);
    expect([...sigma]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('takes the last known value of a phase, and counts the seasons since', () => {
    const values = Float64Array.of(1, 10, 2, 12, NaN, 14);
    const { mean, sigma } = seasonalNaive(values, { horizon: 2, season: 2 });
    expect([...mean]).toEqual([2, 14]);
    // Changes over one season: 1, 2, 2.
    expect(sigma[0]).toBeCloseTo(Math.sqrt(3 * 2), 12);
    expect(sigma[1]).toBeCloseTo(Math.sqrt(3), 12);
  });

  it('falls back to naive where no phase is known twice, and for a phase never known', () => {
    const short = Float64Array.of(4, 6, 5);
    expect(seasonalNaive(short, { horizon: 5, season: 4 })).toEqual(naive(short, { horizon: 5, season: 4 }));

    const values = Float64Array.of(1, NaN, 2, 3, NaN, 4);
    const { mean, sigma } = seasonalNaive(values, { horizon: 3, season: 3 });
    const fallback = naive(values, { horizon: 3, season: 3 });
    expect([...mean]).toEqual([3, 4, 4]);
    expect(sigma[1]).toBe(fallback.sigma[1]);
  });
});
