import { describe, expect, it } from 'vitest';
import { makeFan, nominalsOf } from './fan.ts';
import { makeFanOptions, makeForecast } from './fan.fixture.ts';

const options = makeFanOptions({ values: [1, 2, 3], median: [4, 5] });

describe('makeFan', () => {
  it('shows three horizons of history, within bounds', () => {
    const shown = (length: number, horizon: number) =>
      makeFan(
        makeFanOptions({ values: Array<number>(length).fill(1), median: Array<number>(horizon).fill(1) }),
      ).from;
    expect(shown(3, 2)).toBe(-2);
    expect(shown(1000, 2)).toBe(-23);
    expect(shown(1000, 28)).toBe(-83);
    expect(shown(1000, 200)).toBe(-399);
  });

  it('has 95, 80 and 50 % where the forecast does, else its widest intervals', () => {
    const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.975];
    expect(nominalsOf({ levels })).toEqual([0.95, 0.8, 0.5]);
    expect(nominalsOf({ levels: [0.05, 0.15, 0.2, 0.3, 0.5, 0.7, 0.8, 0.85, 0.95] })).toEqual([
      0.9, 0.7, 0.6,
    ]);
    expect(nominalsOf({ levels: [0.1, 0.5] })).toEqual([]);
  });

  it.each([
    ['a forecast of a step or more', makeFanOptions({ values: [1], median: [] })],
    ['as many actual values as the 2 steps', { ...options, actual: Float64Array.of(1) }],
    [
      'a forecast from 2020-04-01, right behind the series',
      { ...options, forecast: { ...options.forecast, start: Date.UTC(2020, 4, 1) } },
    ],
    [
      '2 steps of naive',
      { ...options, others: [{ name: 'naive', forecast: makeForecast(options.forecast, [1]) }] },
    ],
    ['level 0.5 among those of forecast', makeFanOptions({ values: [1], median: [1], levels: [0.1, 0.9] })],
    ['numbers as quantiles of forecast', makeFanOptions({ values: [1], median: [NaN] })],
    ['values that are finite or missing', makeFanOptions({ values: [Infinity], median: [1] })],
    [
      'at most 3 other methods',
      { ...options, others: Array<never>(4).fill({ name: 'a', forecast: options.forecast } as never) },
    ],
  ])('expects %s', (expected, bad) => {
    expect(() => makeFan(bad)).toThrow(RangeError);
    expect(() => makeFan(bad)).toThrow(expected);
  });
});
