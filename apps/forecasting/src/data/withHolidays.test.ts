import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../series.ts';
import { holidayColumn, holidayPlaces, withHolidays } from './withHolidays.ts';

const DECEMBER: DataSet = {
  frequency: { unit: 'day', count: 1 },
  series: [{ id: 'a', start: Date.UTC(2024, 11, 23), values: new Float64Array(3) }],
};

describe('withHolidays', () => {
  it('marks the days off, those ahead too, beside what is known already', async () => {
    const price = Float64Array.of(1, 2, 3, 4, 5);
    const covariates = {
      future: new Map([['price', price]]),
      past: new Map(),
      statics: new Map([['size', 3]]),
    };
    const [one] = (
      await withHolidays({ ...DECEMBER, series: [{ ...DECEMBER.series[0]!, covariates }] }, 'DE', 2)
    ).series;
    // 25 and 26 December are holidays in Germany.
    expect([...one!.covariates.future.get('holiday DE')!]).toEqual([0, 0, 1, 1, 0]);
    expect(one!.covariates.future.get('price')).toBe(price);
    expect(one!.covariates.statics.get('size')).toBe(3);
  });

  it('knows the parts of a country', async () => {
    const january = { ...DECEMBER, series: [{ ...DECEMBER.series[0]!, start: Date.UTC(2025, 0, 6) }] };
    const first = async (place: string): Promise<number> =>
      (await withHolidays(january, place, 0)).series[0]!.covariates!.future.get(holidayColumn(place))![0]!;
    expect([await first('DE-BY'), await first('DE-BE')]).toEqual([1, 0]);
  });

  it('is found again by its column', () => {
    expect(holidayPlaces(['price', holidayColumn('DE-BY')])).toEqual(['DE-BY']);
  });

  it('refuses a place that is none', async () => {
    await expect(withHolidays(DECEMBER, 'DEE', 1)).rejects.toThrow(InputError);
  });
});
