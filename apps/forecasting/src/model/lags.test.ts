import { describe, expect, it } from 'vitest';
import { UNITS } from '../series.ts';
import { lagsOf } from './lags.ts';

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
