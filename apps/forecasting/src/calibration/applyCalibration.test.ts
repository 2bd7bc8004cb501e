import { describe, expect, it } from 'vitest';
import { makePair } from '../metrics/pairs.fixture.ts';
import { applyCalibration } from './applyCalibration.ts';
import { calibrated, drawPairs, historyOf } from './normalPairs.fixture.ts';

describe('applyCalibration', () => {
  const forecastOf = (offsets: Record<number, number>, horizon = 1) =>
    makePair({ actual: Array<number>(horizon).fill(0), median: Array<number>(horizon).fill(0), offsets })
      .forecast;
  const calibration = {
    format: 1,
    tails: 'joint',
    levels: [0.1, 0.3, 0.5, 0.7, 0.9],
    stepsPerGroup: 2,
    groups: [
      { scores: 100, corrections: [-2, -1, 0, 1, 2] },
      { scores: 100, corrections: [3, -1, 0, 1, -3] },
    ],
  } as const;
  const apply = (offsets: Record<number, number>, horizon: number, scale = 1) =>
    applyCalibration(calibration, forecastOf(offsets, horizon), Float64Array.from(historyOf(scale)), 1);

  it('moves quantiles in units of the scale, the last group for later steps too, and leaves the rest', () => {
    const forecast = forecastOf({ 0.1: -9, 0.5: 0, 0.9: 9 }, 5);
    const result = applyCalibration(calibration, forecast, Float64Array.from(historyOf(2)), 1);
    expect(result.quantiles.map((values) => [...values])).toEqual([
      [-13, -13, -3, -3, -3],
      [0, 0, 0, 0, 0],
      [13, 13, 3, 3, 3],
    ]);
    expect(result).toMatchObject({ mean: forecast.mean, levels: forecast.levels, id: 'a' });
    expect([...forecast.quantiles[0]!]).toEqual([-9, -9, -9, -9, -9]);
  });

  it('keeps quantiles ascending by widening, from the median that stays', () => {
    const { quantiles } = apply({ 0.1: -3, 0.3: -1, 0.5: 0, 0.7: 1, 0.9: 2.5 }, 3);
    expect(quantiles.map((values) => values[2])).toEqual([-2, -2, 0, 2, 2]);
    const crossed = apply({ 0.1: -1, 0.5: 0, 0.9: 1 }, 3).quantiles.map((values) => values[2]);
    expect(crossed).toEqual([0, 0, 0]);
  });

  it('interpolates for other levels, and holds the outermost beyond', () => {
    const { quantiles } = apply({ 0.05: 0, 0.2: 0, 0.4: 0, 0.5: 0, 0.6: 0, 0.95: 0 }, 1);
    const moved = quantiles.map((values) => values[0]!);
    [-2, -1.5, -0.5, 0, 0.5, 2].forEach((value, index) => expect(moved[index]).toBeCloseTo(value, 12));
  });

  it('leaves a forecast as it is where the history has no scale', () => {
    const forecast = forecastOf({ 0.1: -1, 0.5: 0, 0.9: 1 });
    for (const history of [[], [3], [4, 4, 4], [NaN, NaN]]) {
      expect(applyCalibration(calibration, forecast, Float64Array.from(history), 2)).toBe(forecast);
    }
  });

  it('keeps random quantiles ascending and the median unmoved', () => {
    const fitted = drawPairs(21, { count: 12, horizon: 3, width: 4 });
    const after = calibrated(drawPairs(22, { count: 50, horizon: 3, width: 0.2 }), fitted, {
      stepsPerGroup: 1,
    });
    for (const { forecast } of after) {
      expect([...forecast.quantiles[3]!]).toEqual([0, 0, 0]);
      forecast.quantiles.slice(1).forEach((values, index) => {
        values.forEach((value, step) =>
          expect(value).toBeGreaterThanOrEqual(forecast.quantiles[index]![step]!),
        );
      });
    }
  });
});
