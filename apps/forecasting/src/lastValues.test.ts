import { describe, expect, it } from 'vitest';
import { lastValues } from './lastValues.ts';
import { seasonalData } from './series.fixture.ts';
import type { Series } from './series.ts';

const data = seasonalData(2, 12);

describe('lastValues', () => {
  it('leaves so many values before each origin, and all behind it', () => {
    const origins = [
      { series: 1, at: 6 },
      { series: 1, at: 10 },
      { series: 0, at: 2 },
    ];
    const cut = lastValues(data, origins, 4);
    const { values } = data.series[1]!;
    expect(cut.data.series.map((one) => one.values)).toEqual([
      values.subarray(2),
      values.subarray(6),
      data.series[0]!.values,
    ]);
    expect(cut.origins).toEqual([
      { series: 0, at: 4 },
      { series: 1, at: 4 },
      { series: 2, at: 2 },
    ]);
    expect(cut.data.series.map(({ start }) => start)).toEqual([
      Date.UTC(1990, 6),
      Date.UTC(1991, 6),
      Date.UTC(1990, 0),
    ]);
  });

  it('cuts covariates alike', () => {
    const column = Float64Array.from({ length: 14 }, (_, step) => step);
    const series: Series = {
      ...data.series[0]!,
      covariates: {
        future: new Map([['price', column]]),
        past: new Map([['rain', column.subarray(0, 12)]]),
        statics: new Map([['kind', 'a']]),
      },
    };
    const cut = lastValues({ ...data, series: [series] }, [{ series: 0, at: 10 }], 3).data.series[0]!;
    expect(cut.covariates?.future.get('price')).toEqual(column.subarray(7));
    expect(cut.covariates?.past.get('rain')).toEqual(column.subarray(7, 12));
    expect(cut.covariates?.statics.get('kind')).toBe('a');
  });
});
