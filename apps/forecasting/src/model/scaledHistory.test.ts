import { describe, expect, it } from 'vitest';
import { readHistory } from './scaledHistory.ts';

const SCALING = { center: 10, scale: 2 };
const read = (values: number[], season: number) => readHistory(Float32Array.from(values), SCALING, season);

describe('readHistory', () => {
  const history = read([NaN, 8, 12, NaN, 10, 14, 6], 3);

  it('begins with the first known value', () => {
    expect(history).toMatchObject({ length: 6, known: 5, zero: -5, isNonNegative: true });
    expect([0, 1, 2].map((step) => history.valueAt(step))).toEqual([-1, 1, NaN]);
  });

  it('knows the last value before each step', () => {
    expect([0, 1, 2, 3, 6, 9].map((step) => history.lastBefore(step))).toEqual([NaN, -1, 1, 1, -2, -2]);
  });

  it('knows the values at the same place of the season, as far ahead as is asked', () => {
    const steps = [2, 3, 6, 7, 8, 9, 300];
    expect(steps.map((step) => history.seasonBefore(step, 0))).toEqual([NaN, -1, 0, 2, -2, 0, 0]);
    expect(steps.map((step) => history.seasonBefore(step, 1))).toEqual([NaN, NaN, -1, 1, NaN, -1, -1]);
    expect(steps.map((step) => history.phaseMean(step))).toEqual([NaN, -1, -0.5, 1.5, -2, -0.5, -0.5]);
  });

  it('measures plain methods by what is known', () => {
    expect(history.naiveError).toBeCloseTo((2 + 2 + 4) / 3, 6);
    expect(history.seasonalError).toBeCloseTo(1, 6);
    expect(history.growth.difference).toBeCloseTo(1, 6);
    expect(history.growth.ratio).toBeCloseTo(24 / 20, 6);
  });

  it('has nothing to say of nothing', () => {
    const nothing = read([NaN, NaN], 3);
    expect(nothing).toMatchObject({
      length: 0,
      known: 1,
      naiveError: NaN,
      growth: { difference: 0, ratio: 1 },
    });
    expect([nothing.lastBefore(0), nothing.seasonBefore(5, 0), nothing.phaseMean(5)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });
});
