import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { seasonalData, seasonalSeries } from './series.fixture.ts';
import { checkUnseen, seenOf } from './seen.ts';
import { splitByTime } from './split.ts';

describe('splitByTime', () => {
  it('keeps the last horizon for the test and the one before for the validation', () => {
    const { train, valid, test } = splitByTime(seasonalData(2, 40), { horizon: 4 });
    expect(train.series.map(({ values }) => values.length)).toEqual([32, 32]);
    expect(valid.data.series.map(({ values }) => values.length)).toEqual([36, 36]);
    expect(valid.origins).toEqual([
      { series: 0, at: 32 },
      { series: 1, at: 32 },
    ]);
    expect(test.origins.map(({ at }) => at)).toEqual([36, 36]);
  });

  it('forecasts several horizons where more steps are kept', () => {
    const { valid, test } = splitByTime(seasonalData(1, 40), { horizon: 4, validSteps: 9, testSteps: 0 });
    expect(valid.origins.map(({ at }) => at)).toEqual([31, 35]);
    expect(test.origins).toEqual([]);
  });

  it('keeps what is known ahead and cuts what is not', () => {
    const one = seasonalSeries('a', { length: 20 });
    const column = Float64Array.from({ length: 24 }, (_, step) => step);
    const covariates = {
      future: new Map([['price', column]]),
      past: new Map([['rain', column.subarray(0, 20)]]),
      statics: new Map(),
    };
    const data = { ...seasonalData(0), series: [{ ...one, covariates }] };
    const [cut] = splitByTime(data, { horizon: 4 }).train.series;
    expect(cut?.covariates?.future.get('price')).toHaveLength(24);
    expect(cut?.covariates?.past.get('rain')).toHaveLength(12);
  });

  it('leaves out series that are too short, and says how many', () => {
    const data = seasonalData(1, 40);
    const series = [...data.series, seasonalSeries('short', { length: 9 })];
    const { train, tooShort, test } = splitByTime({ ...data, series }, { horizon: 4 });
    expect(train.series.map(({ id }) => id)).toEqual(['s0']);
    expect(tooShort).toBe(1);
    expect(test.origins).toHaveLength(2);
  });

  it('refuses data of which nothing is left, and steps that are no horizon', () => {
    expect(() => splitByTime(seasonalData(2, 9), { horizon: 4 })).toThrow(InputError);
    expect(() => splitByTime(seasonalData(2, 9), { horizon: 4 })).toThrow('more than 10 values');
    expect(() => splitByTime(seasonalData(), { horizon: 4, testSteps: 3 })).toThrow(
      '--test-steps: expected 0 or',
    );
  });
});

describe('checkUnseen', () => {
  const data = seasonalData(2, 40);
  const { valid } = splitByTime(data, { horizon: 4 });
  const seen = seenOf(valid.data);

  it('lets pass what lies behind all that the training saw', () => {
    expect(() => checkUnseen(seen, data, [{ series: 1, at: 36 }])).not.toThrow();
    expect(() => checkUnseen({}, data, [{ series: 1, at: 3 }])).not.toThrow();
  });

  it('refuses what the training saw, also where the data begins later by now', () => {
    expect(() => checkUnseen(seen, data, [{ series: 1, at: 35 }])).toThrow("values of series 's1'");
    const later = data.series.map((one) => ({
      ...one,
      start: Date.UTC(1995, 0),
      values: one.values.subarray(20),
    }));
    const moved = { ...data, series: later };
    expect(() => checkUnseen(seen, moved, [{ series: 0, at: 15 }])).toThrow(InputError);
    expect(() => checkUnseen(seen, moved, [{ series: 0, at: 16 }])).not.toThrow();
  });
});
