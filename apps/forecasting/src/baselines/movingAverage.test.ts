import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { goldenCase, GOLDENS } from './goldens.fixture.ts';
import { movingAverage } from './movingAverage.ts';

describe('movingAverage', () => {
  it.each(GOLDENS.cases.filter(({ season }) => season > 1))('is statsforecast’s: $name', (golden) => {
    const { mean } = movingAverage(Float64Array.from(golden.values), { horizon: 3, season: golden.season });
    expect(golden.movingAverage.window).toBe(golden.season);
    for (const value of mean) expect(value).toBeCloseTo(golden.movingAverage.mean, 9);
  });

  it('takes ten values without a season, and all of a shorter series', () => {
    const values = Float64Array.from({ length: 15 }, (_, time) => time);
    expect([...movingAverage(values, { horizon: 1, season: 1 }).mean]).toEqual([9.5]);
    expect([...movingAverage(values.subarray(0, 5), { horizon: 2, season: 7 }).mean]).toEqual([2, 2]);
  });

  it('leaves missing values out of the window, which ends at the last known one', () => {
    const values = Float64Array.of(100, 1, NaN, 3, 5, NaN, NaN);
    expect([...movingAverage(values, { horizon: 1, season: 4 }).mean]).toEqual([3]);
  });

  it('has the root mean square of its own past errors as deviation', () => {
    const { season, values: all } = goldenCase('daily, weekly season');
    const values = Float64Array.from(all);
    const { sigma } = movingAverage(values, { horizon: 3, season });
    let squares = 0;
    let count = 0;
    for (let end = season; end + 2 < values.length; end++) {
      const { mean } = movingAverage(values.subarray(0, end), { horizon: 3, season });
      squares += ((values[end + 2] as number) - (mean[2] as number)) ** 2;
      count++;
    }
    expect(sigma[2]).toBeCloseTo(Math.sqrt(squares / count), 9);
  });

  it('has the deviation of independent values around a mean where the past is short', () => {
    const values = Float64Array.of(1, 3, 5);
    const { sigma } = movingAverage(values, { horizon: 2, season: 1 });
    expect([...sigma]).toEqual([2 * Math.sqrt(4 / 3), 2 * Math.sqrt(4 / 3)]);
    expect([...movingAverage(Float64Array.of(4), { horizon: 1, season: 1 }).sigma]).toEqual([0]);
  });

  it('covers as much as it says of a random walk, far ahead too', () => {
    const steps = Rng.fromSeed(5).normalValues(30_000);
    let level = 0;
    const walk = Float64Array.from(steps, (step) => (level += step));
    const { sigma } = movingAverage(walk, { horizon: 20, season: 1 });
    // An average of k values lags a walk by the variance (k - 1)(2k - 1) / 6k; 20 steps add 20.
    const variance = 20 + (9 * 19) / 60;
    expect(Math.abs((sigma[19] as number) ** 2 / variance - 1)).toBeLessThan(0.1);
  });
});
