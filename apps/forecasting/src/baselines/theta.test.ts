import { describe, expect, it } from 'vitest';
import { classicalSeason, deseasonalise } from './decomposition.ts';
import { differenceOf, goldenCase, GOLDENS } from './goldens.fixture.ts';
import { naive } from './naive.ts';
import { theta } from './theta.ts';
import { fitTheta, forecastTheta } from './thetaModel.ts';

describe('theta', () => {
  // statsforecast stops its search early, by an absolute tolerance on the loss; ours goes to the minimum.
  it.each(GOLDENS.cases)('forecasts as statsforecast does to 1e-3: $name', (golden) => {
    const { mean } = theta(Float64Array.from(golden.values), {
      horizon: golden.theta.mean.length,
      season: golden.season,
    });
    expect(differenceOf(mean, golden.theta.mean)).toBeLessThan(1e-3);
  });

  it('continues a line under a season at half its slope', () => {
    const season = [4, -4, 2, -2];
    const values = Float64Array.from({ length: 60 }, (_, t) => 2 * t - 300 + season[t % 4]!);
    const { mean } = theta(values, { horizon: 8, season: 4 });
    for (let step = 4; step < 8; step++) expect(mean[step]! - mean[step - 4]!).toBeCloseTo(4, 9);
  });

  it('multiplies mean and deviation with the season where that multiplies', () => {
    const values = Float64Array.from(goldenCase('monthly, multiplicative').values).subarray(0, 115);
    const { mean, sigma } = theta(values, { horizon: 12, season: 12 });
    const pattern = classicalSeason(values, 12, 'multiplicative');
    const adjusted = deseasonalise(values, pattern);
    const expected = forecastTheta(adjusted, fitTheta(adjusted), 12);
    for (let step = 0; step < 12; step++) {
      const index = pattern.indices[(115 + step) % 12]!;
      expect(mean[step]).toBeCloseTo(expected.mean[step]! * index, 9);
      expect(sigma[step]).toBeCloseTo(expected.sigma[step]! * index, 9);
    }
  });

  it('drops missing values at the start, and puts those inside on a line', () => {
    const values = Float64Array.from(goldenCase('quarterly').values);
    const expected = theta(values, { horizon: 4, season: 4 });
    expect(theta(Float64Array.of(NaN, NaN, ...values), { horizon: 4, season: 4 })).toEqual(expected);

    const line = values.slice();
    line[9] = (values[8]! + values[10]!) / 2;
    const hole = values.with(9, NaN);
    expect(theta(hole, { horizon: 4, season: 4 })).toEqual(theta(line, { horizon: 4, season: 4 }));
  });

  it('counts missing values at the end as steps of the forecast', () => {
    const values = Float64Array.from(goldenCase('quarterly').values);
    const { mean, sigma } = theta(values, { horizon: 5, season: 4 });
    const late = theta(Float64Array.of(...values, NaN, NaN), { horizon: 3, season: 4 });
    expect([...late.mean]).toEqual([...mean.subarray(2)]);
    expect([...late.sigma]).toEqual([...sigma.subarray(2)]);
  });

  it('repeats a constant without doubt', () => {
    expect(theta(new Float64Array(30).fill(4), { horizon: 2, season: 12 })).toEqual({
      mean: Float64Array.of(4, 4),
      sigma: Float64Array.of(0, 0),
    });
  });

  it('is exact for a season and nothing else', () => {
    const values = Float64Array.from({ length: 24 }, (_, t) => 10 + (t % 4));
    const { mean, sigma } = theta(values, { horizon: 4, season: 4 });
    for (const [step, value] of mean.entries()) expect(value).toBeCloseTo(10 + step, 9);
    for (const value of sigma) expect(value).toBeLessThan(1e-9);
  });

  it.each([1, 2, 3])('falls back to naive for %d values', (length) => {
    const values = Float64Array.of(3, 5, 4).subarray(0, length);
    expect(theta(values, { horizon: 2, season: 1 })).toEqual(naive(values, { horizon: 2, season: 1 }));
  });
});
