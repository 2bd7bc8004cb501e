import { describe, expect, it } from 'vitest';
import { rollingOrigins } from './rollingOrigins.ts';
import type { DataSet } from './series.ts';

function dataOf(...lengths: number[]): DataSet {
  return {
    frequency: { unit: 'day', count: 1 },
    series: lengths.map((length, index) => ({
      id: String(index),
      start: undefined,
      values: new Float64Array(length),
    })),
  };
}

describe('rollingOrigins', () => {
  it('ends with the series, a horizon between origins', () => {
    expect(rollingOrigins(dataOf(20, 14), { horizon: 4, windows: 3 })).toEqual([
      { series: 0, at: 8 },
      { series: 0, at: 12 },
      { series: 0, at: 16 },
      { series: 1, at: 2 },
      { series: 1, at: 6 },
      { series: 1, at: 10 },
    ]);
  });

  it('takes smaller steps, so that forecasts overlap', () => {
    const origins = rollingOrigins(dataOf(10), { horizon: 4, windows: 4, stride: 1 });
    expect(origins.map(({ at }) => at)).toEqual([3, 4, 5, 6]);
  });

  it('leaves out what has nothing before it, and refuses to measure nothing', () => {
    expect(rollingOrigins(dataOf(4, 9), { horizon: 4, windows: 2 })).toEqual([
      { series: 1, at: 1 },
      { series: 1, at: 5 },
    ]);
    expect(() => rollingOrigins(dataOf(4), { horizon: 4, windows: 2 })).toThrow(
      'evaluate: no series is longer than the 4 values that would be forecast.',
    );
  });
});
