import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { goldenCase, GOLDENS } from './goldens.fixture.ts';
import { fitTheta, forecastTheta } from './thetaModel.ts';

const NONSEASONAL = GOLDENS.cases.filter(({ theta }) => theta.season === null);

/** The equations of Fiorucci et al. (2016), as they stand: the expected values, and the level behind the last. */
function run(values: Float64Array, alpha: number, firstLevel: number) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const weighted = values.reduce((sum, value, index) => sum + (index + 1) * value, 0) / n;
  const slope = (6 * (2 * weighted - (n + 1) * mean)) / (n * n - 1);
  const intercept = mean - ((n + 1) * slope) / 2;
  let level = firstLevel;
  const share = (t: number): number =>
    0.5 * (intercept * (1 - alpha) ** t + (slope * (1 - (1 - alpha) ** (t + 1))) / alpha);
  const expected = values.map((value, t) => {
    const forecast = level + share(t);
    level = alpha * value + (1 - alpha) * level;
    return forecast;
  });
  return { expected, level, share };
}

/** Of the errors from the fourth on, relative to the values' mean size, as statsforecast minimises it. */
function lossOf(values: Float64Array, alpha: number, level: number): number {
  const { expected } = run(values, alpha, level);
  const squares = values.reduce((sum, value, t) => sum + (t < 3 ? 0 : (value - expected[t]!) ** 2), 0);
  return squares / (values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length);
}

describe('fitTheta', () => {
  it.each(NONSEASONAL)('finds as low a loss as statsforecast: $name', (golden) => {
    const values = Float64Array.from(golden.values);
    const { alpha, level, loss } = golden.theta;
    expect(lossOf(values, alpha, level)).toBeCloseTo(loss, 9);
    const fit = fitTheta(values);
    expect(lossOf(values, fit.alpha, fit.level)).toBeLessThan(loss * (1 + 1e-4));
  });
});

describe('forecastTheta', () => {
  const values = Float64Array.from(goldenCase('trend').values);
  const model = { alpha: 0.4, level: 9 };

  it('expects what the equations say, each expected value taken for the next one', () => {
    const { mean } = forecastTheta(values, model, 6);
    const { level: last, share } = run(values, model.alpha, model.level);
    let level = last;
    for (const [step, value] of mean.entries()) {
      const expected = level + share(values.length + step);
      expect(value).toBeCloseTo(expected, 9);
      level = model.alpha * expected + (1 - model.alpha) * level;
    }
  });

  it('spreads as paths of the model do', () => {
    const { mean, sigma } = forecastTheta(values, model, 6);
    const { expected, level: last, share } = run(values, model.alpha, model.level);
    const errors = values.map((value, t) => value - expected[t]!).subarray(3);
    const centre = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const squares = errors.reduce((sum, error) => sum + (error - centre) ** 2, 0);
    const deviation = Math.sqrt(squares / (errors.length - 1));

    const paths = 20_000;
    const noise = Rng.fromSeed(9).normalValues(paths * 6);
    const variances = new Float64Array(6);
    for (let path = 0; path < paths; path++) {
      let level = last;
      for (let step = 0; step < 6; step++) {
        const value = level + share(values.length + step) + deviation * noise[path * 6 + step]!;
        level = model.alpha * value + (1 - model.alpha) * level;
        variances[step]! += (value - mean[step]!) ** 2 / paths;
      }
    }
    for (const [step, variance] of variances.entries()) {
      expect(Math.sqrt(variance) / sigma[step]!).toBeCloseTo(1, 1.5);
    }
  });
});
