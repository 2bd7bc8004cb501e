import { describe, expect, it } from 'vitest';
import { evaluateForecasts } from '../metrics/evaluateForecasts.ts';
import type { ForecastPair } from '../metrics/forecastPair.ts';
import { calibrationScale } from './calibrationScale.ts';
import { fitCalibration } from './fitCalibration.ts';
import { calibrated, drawPairs } from './normalPairs.fixture.ts';
import { pointForecast } from './pointForecast.ts';

const coverages = (pairs: readonly ForecastPair[]) =>
  evaluateForecasts(pairs).overall.intervals.map(({ coverage }) => coverage);

/** Four standard deviations of a share of `count` draws. */
const binomialError = (share: number, count: number) => 4 * Math.sqrt((share * (1 - share)) / count);

describe('the guarantee on exchangeable data', () => {
  it.each([
    { width: 0.3, name: 'an over-confident forecaster' },
    { width: 3, name: 'an under-confident forecaster' },
  ])('holds exactly for $name, whatever the number of errors', ({ width }) => {
    // With 20 errors the ranks are ⌈21 · 0.8⌉ = 17 and ⌈21 · 0.95⌉ = 20, of 21 values that any may have; so many trials
    // tell them from the ranks beside.
    const trials = 1200;
    const pairs = drawPairs(7, { count: 21 * trials, width });
    const tested = Array.from({ length: trials }, (_, trial) => {
      const drawn = pairs.slice(21 * trial, 21 * (trial + 1));
      // Any of them may be the new one.
      const at = trial % 21;
      return calibrated(
        [drawn[at]!],
        drawn.filter((_, index) => index !== at),
      )[0]!;
    });
    const [in80, in95] = coverages(tested);
    expect(Math.abs(in80! - 17 / 21)).toBeLessThan(binomialError(17 / 21, trials));
    expect(Math.abs(in95! - 20 / 21)).toBeLessThan(binomialError(20 / 21, trials));
  });

  it.each([0.3, 3])('gives new series of any size the right coverage, claimed spread × %d', (width) => {
    const fresh = drawPairs(2, { count: 4000, width });
    const before = coverages(fresh);
    expect(width < 1 ? before[0]! < 0.4 : before[0]! > 0.99).toBe(true);
    const after = calibrated(fresh, drawPairs(1, { count: 4000, width }));
    for (const size of [0, 1, 2, 3, 4]) {
      const [in80, in95] = coverages(after.filter((_, index) => index % 5 === size));
      expect(Math.abs(in80! - 0.8)).toBeLessThan(0.06);
      expect(Math.abs(in95! - 0.95)).toBeLessThan(0.035);
    }
  });

  it('holds at each step where each has its correction', () => {
    const draw = (seed: number) => drawPairs(seed, { count: 1500, horizon: 4, width: 1, growth: 1 });
    const [fitted, fresh] = [draw(3), draw(4)];
    const atStep = (pairs: readonly ForecastPair[], step: number) =>
      coverages(
        pairs.map(({ forecast, actual, ...rest }) => ({
          ...rest,
          actual: actual.subarray(step, step + 1),
          forecast: {
            ...forecast,
            mean: forecast.mean.subarray(step, step + 1),
            quantiles: forecast.quantiles.map((values) => values.subarray(step, step + 1)),
          },
        })),
      )[0]!;
    const [shared, apart] = [calibrated(fresh, fitted), calibrated(fresh, fitted, { stepsPerGroup: 1 })];
    expect(atStep(shared, 0)).toBeGreaterThan(0.9);
    expect(atStep(shared, 3)).toBeLessThan(0.75);
    for (const step of [0, 1, 2, 3]) {
      expect(Math.abs(atStep(apart, step) - 0.8)).toBeLessThan(2 * binomialError(0.8, 1500));
    }
  });

  it('holds in either tail where each has its correction', () => {
    const lean = (pairs: ForecastPair[]) =>
      pairs.map((pair) => ({
        ...pair,
        actual: pair.actual.map((value) => value + calibrationScale(pair.history, 1)),
      }));
    const fitted = lean(drawPairs(5, { count: 3000, width: 1 }));
    const fresh = lean(drawPairs(6, { count: 3000, width: 1 }));
    const shareAbove = (pairs: readonly ForecastPair[]) =>
      pairs.filter(({ actual, forecast }) => actual[0]! > forecast.quantiles[5]![0]!).length / pairs.length;
    expect(shareAbove(calibrated(fresh, fitted))).toBeGreaterThan(0.15);
    const each = calibrated(fresh, fitted, { tails: 'each' });
    expect(Math.abs(shareAbove(each) - 0.1)).toBeLessThan(2 * binomialError(0.1, 3000));
    expect(Math.abs(coverages(each)[0]! - 0.8)).toBeLessThan(2 * binomialError(0.8, 3000));
  });

  it('holds for a point forecaster, whose intervals are its absolute residuals', () => {
    const levels = [0.025, 0.1, 0.5, 0.9, 0.975];
    const draw = (seed: number) =>
      drawPairs(seed, { count: 3000, width: 1 }).map((pair) => ({
        ...pair,
        forecast: pointForecast(pair.forecast, pair.forecast.mean, levels),
      }));
    const fitted = draw(8);
    const [in80, in95] = coverages(calibrated(draw(9), fitted));
    expect(Math.abs(in80! - 0.8)).toBeLessThan(2 * binomialError(0.8, 3000));
    expect(Math.abs(in95! - 0.95)).toBeLessThan(2 * binomialError(0.95, 3000));
    const residuals = fitted.map(
      ({ actual, history }) => Math.abs(actual[0]!) / calibrationScale(history, 1),
    );
    const sorted = residuals.sort((one, other) => one - other);
    expect(fitCalibration(fitted).groups[0]!.corrections[3]).toBe(sorted[Math.ceil(3001 * 0.8) - 1]);
  });
});
