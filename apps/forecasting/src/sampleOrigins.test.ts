import { describe, expect, it } from 'vitest';
import type { Origin } from './model/window.ts';
import { describeSample, sampleOrigins } from './sampleOrigins.ts';
import type { DataSet } from './series.ts';
import { LazyValues, type Values } from './values.ts';

const far = new LazyValues(() => new Float64Array(), 0, 100);
const dataOf = (values: Values): DataSet<Values> => ({
  frequency: { unit: 'day', count: 1 },
  series: [{ id: 'a', start: undefined, values }],
});
/** Four windows of each series. */
const ORIGINS = Array.from({ length: 4000 }, (_, index): Origin => ({
  series: Math.floor(index / 4),
  at: 60 + 10 * (index % 4),
}));

describe('sampleOrigins', () => {
  it('takes all windows of data in memory', () => {
    expect(sampleOrigins(dataOf(new Float64Array(100)), ORIGINS, { windows: 10 })).toBe(ORIGINS);
  });

  it('takes so many of data in a file, spread evenly over series and over the windows of each', () => {
    const sample = sampleOrigins(dataOf(far), ORIGINS, { windows: 1000 });
    expect(sample).toHaveLength(1000);
    expect(sample.map(({ series }) => series)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    for (const at of [60, 70, 80, 90]) {
      const share = sample.filter((origin) => origin.at === at).length / 1000;
      expect(share).toBeCloseTo(0.25, 2);
    }
  });

  it('takes fewer where histories are long, and parts of them for several samples', () => {
    const size = { windows: 1000, values: 75 * 120 };
    expect(sampleOrigins(dataOf(far), ORIGINS, size)).toHaveLength(120);
    expect(sampleOrigins(dataOf(far), ORIGINS, size, 3)).toHaveLength(40);
    expect(sampleOrigins(dataOf(far), ORIGINS, { windows: 1000, values: 75 })).toHaveLength(20);
  });

  it('takes all where they are fewer', () => {
    expect(sampleOrigins(dataOf(far), ORIGINS.slice(0, 30), { windows: 40 })).toHaveLength(30);
    expect(sampleOrigins(dataOf(far), [], { windows: 40, values: 100 })).toEqual([]);
  });
});

it('says of a sample that it is one', () => {
  expect(describeSample(5, 5)).toEqual([]);
  expect(describeSample(5, 40)).toEqual([
    'scored on 5 of 40 windows, spread evenly, as the values are kept in a file',
  ]);
});
