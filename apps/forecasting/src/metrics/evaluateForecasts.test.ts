import { describe, expect, it } from 'vitest';
import { evaluateForecasts } from './evaluateForecasts.ts';
import { makePair } from './pairs.fixture.ts';

const INTERVALS = { 0.025: -3, 0.1: -1, 0.5: 0, 0.9: 1, 0.975: 3 };

describe('evaluateForecasts', () => {
  it('skips missing actual values and counts them', () => {
    const known = evaluateForecasts([makePair({ actual: [1, 5], median: [2, 2], offsets: INTERVALS })]);
    const gaps = evaluateForecasts([
      makePair({ actual: [NaN, 1, 5, NaN], median: [9, 2, 2, -9], offsets: INTERVALS }),
    ]);
    expect(gaps.overall).toEqual({ ...known.overall, missing: 2 });
    expect(known.overall).toMatchObject({ points: 2, missing: 0, mae: 2, mse: 5, mase: 2 });
  });

  it('leaves series without a MASE out of its mean, and counts them', () => {
    const make = (id: string, history: number[], season = 1) =>
      makePair({ id, actual: [3], median: [1], offsets: INTERVALS, history, season });
    const { overall, series } = evaluateForecasts([
      make('usual', [0, 1, 0, 1]),
      make('constant', [7, 7, 7, 7]),
      make('constant but for rounding', [0.3, 0.1 + 0.2, 0.3]),
      make('no longer than a season', [1, 2, 3, 4], 4),
      make('all missing', [NaN, NaN, NaN]),
      make('no two known values a season apart', [1, NaN, 3, NaN], 1),
      make('empty', []),
    ]);
    expect(series.map(({ mase }) => mase)).toEqual([2, NaN, NaN, NaN, NaN, NaN, NaN]);
    expect(overall.mase).toBe(2);
    expect(overall.msis).toBe(series[0]!.msis);
    expect(overall.undefinedMase).toBe(6);
    expect(overall.mae).toBe(2);
  });

  it('scores a series without known values as undefined, and leaves it out overall', () => {
    const scored = makePair({ actual: [3], median: [1] });
    const unknown = makePair({ id: 'b', actual: [NaN], median: [1] });
    const { overall, series } = evaluateForecasts([scored, unknown]);
    expect(series[1]).toMatchObject({ points: 0, missing: 1, mae: NaN, smape: NaN, mase: NaN, meanWql: NaN });
    expect(overall).toMatchObject({ series: 2, mae: 2, smape: 100, mase: 2, undefinedMase: 0 });
  });

  it('is undefined, not infinite, relative to values that are all 0', () => {
    const { overall } = evaluateForecasts([makePair({ actual: [0, 0], median: [1, 0] })]);
    expect(overall).toMatchObject({ nd: NaN, meanWql: NaN, mae: 0.5, smape: 100 });
  });

  it('takes forecasts of one id as windows of one series, each point alike', () => {
    const { series, overall } = evaluateForecasts([
      makePair({ actual: [2, 2, 2], median: [1, 1, 1], history: [0, 1] }),
      makePair({ actual: [5, NaN, NaN], median: [1, 1, 1], history: [0, 1, 2, 2, 2, 3] }),
      makePair({ actual: [9, 9, 9], median: [1, 1, 1], history: [4, 4] }),
      makePair({ id: 'b', actual: [1], median: [1] }),
    ]);
    expect(series.map(({ id, windows }) => [id, windows])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    // Three points at 1 / 1, one at 4 / (3 / 5); the third window has no scale.
    expect(series[0]!.mase).toBeCloseTo((3 * 1 + 4 / 0.6) / 4, 12);
    expect(series[0]!.mae).toBe((3 * 1 + 4 + 3 * 8) / 7);
    expect(overall.mase).toBe(series[0]!.mase / 2);
    expect(overall.mae).toBe((3 * 1 + 4 + 3 * 8) / 8);
  });

  it('takes the median for absolute errors and the mean for squared ones', () => {
    const pair = makePair({ actual: [10], median: [8] });
    const { overall } = evaluateForecasts([
      { ...pair, forecast: { ...pair.forecast, mean: Float64Array.of(7) } },
    ]);
    expect(overall).toMatchObject({ mae: 2, mase: 2, nd: 0.2, mse: 9, rmse: 3 });
  });

  it('counts a value on the bound as inside, and gives widths', () => {
    const pair = makePair({ actual: [1, 3.5, -1, 6], median: [0, 0, 0, 0], offsets: INTERVALS });
    const [in80, in95] = evaluateForecasts([pair]).overall.intervals;
    expect(in80).toEqual({ nominal: 0.8, coverage: 0.5, width: 2 });
    expect(in95).toEqual({ nominal: 0.95, coverage: 0.5, width: 6 });
  });

  it('scores what levels and intervals there are', () => {
    const bare = evaluateForecasts([makePair({ actual: [3], median: [1] })]);
    expect(bare.levels).toEqual([0.5]);
    expect(bare.overall).toMatchObject({ intervals: [], msis: NaN, crps: 2 });
    const mixed = evaluateForecasts([
      makePair({ actual: [3], median: [1], offsets: INTERVALS }),
      makePair({ id: 'b', actual: [3], median: [1], offsets: { [1 - 0.9]: -1, 0.5: 0, 0.9: 1 } }),
    ]);
    expect(mixed.levels).toEqual([0.1, 0.5, 0.9]);
    expect(mixed.overall.intervals.map(({ nominal }) => nominal)).toEqual([0.8]);
  });

  const pair = makePair({ actual: [1, 2], median: [1, 2], offsets: INTERVALS });
  const { forecast } = pair;
  it.each([
    ['no forecasts', () => evaluateForecasts([]), /expected forecasts, got none/u],
    [
      'a forecast that is not a number',
      () => evaluateForecasts([makePair({ actual: [1, 2], median: [1, NaN] })]),
      /numbers as forecast for series "a", got NaN as mean of step 2/u,
    ],
    [
      'an infinite actual value',
      () => evaluateForecasts([makePair({ actual: [1, Infinity], median: [1, 2] })]),
      /got Infinity at step 2/u,
    ],
    [
      'another horizon',
      () => evaluateForecasts([makePair({ actual: [1, 2], median: [1] })]),
      /a forecast of 2 steps, as many as there are actual values, for series "a", got 1/u,
    ],
    [
      'no median',
      () => evaluateForecasts([makePair({ actual: [1], median: [1], offsets: { 0.1: -1, 0.9: 1 } })]),
      /ascending levels in \(0, 1\) with 0.5 among them for series "a", got 0.1, 0.9/u,
    ],
    [
      'levels that do not ascend',
      () =>
        evaluateForecasts([{ ...pair, forecast: { ...forecast, levels: [...forecast.levels].reverse() } }]),
      /ascending levels/u,
    ],
    [
      'a quantile less',
      () =>
        evaluateForecasts([{ ...pair, forecast: { ...forecast, quantiles: forecast.quantiles.slice(1) } }]),
      /a quantile for each of 5 levels for series "a", got 4/u,
    ],
    [
      'a level that is not there',
      () => evaluateForecasts([pair], { levels: [0.3] }),
      /forecasts with level 0.3/u,
    ],
    [
      'half a season',
      () => evaluateForecasts([{ ...pair, season: 0.5 }]),
      /a season of 1 step or more, got 0.5/u,
    ],
  ])('refuses %s', (_, evaluate, message) => {
    expect(evaluate).toThrow(RangeError);
    expect(evaluate).toThrow(message);
  });
});
