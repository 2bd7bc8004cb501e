import { describe, expect, it } from 'vitest';
import { UNITS } from '../series.ts';
import { lagsOf, pastSeasonsOf } from './lags.ts';

describe('lagsOf', () => {
  it('has recent steps, and those around a day, a week and two ago', () => {
    const lags = lagsOf({ unit: 'hour', count: 1 }, 1000);
    expect(lags.slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const lag of [23, 24, 25, 167, 168, 169, 336]) expect(lags).toContain(lag);
  });

  it('counts in steps: a day has 48 half hours', () => {
    expect(lagsOf({ unit: 'minute', count: 30 }, 1000)).toEqual(
      expect.arrayContaining([2, 47, 48, 49, 335, 336, 337]),
    );
  });

  it('ascends from 1 without repetition, and stops where the series do', () => {
    for (const unit of UNITS) {
      const lags = lagsOf({ unit, count: 1 }, 13);
      expect(lags[0]).toBe(1);
      expect(lags).toEqual([...new Set(lags)].sort((a, b) => a - b));
      expect(lags.at(-1)).toBeLessThanOrEqual(13);
    }
  });
});

describe('pastSeasonsOf', () => {
  it('has the last seasons, and the same day of last week and of the week before', () => {
    expect(pastSeasonsOf({ unit: 'hour', count: 1 }, 24, 1000)).toEqual([
      ...[1, 2, 3].map((days) => ({ back: days * 24, cycle: 24 })),
      { back: 168, cycle: 168 },
      { back: 336, cycle: 336 },
    ]);
  });

  it('leaves out cycles that are no whole number of seasons, or longer than the series', () => {
    const days = { unit: 'day', count: 1 } as const;
    expect(pastSeasonsOf(days, 7, 400).map(({ back }) => back)).toEqual([7, 14, 21, 28, 364]);
    expect(pastSeasonsOf(days, 7, 30).map(({ back }) => back)).toEqual([7, 14, 21, 28]);
    expect(pastSeasonsOf(days, 5, 400).map(({ back }) => back)).toEqual([5, 10, 15]);
  });

  it('always has the last season, however short the series are', () => {
    expect(pastSeasonsOf({ unit: 'week', count: 1 }, 52, 20)).toEqual([{ back: 52, cycle: 52 }]);
  });
});
