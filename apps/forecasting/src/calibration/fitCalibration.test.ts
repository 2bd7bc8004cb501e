import { InputError } from '@reprise/core/errors';
import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { makePair } from '../metrics/pairs.fixture.ts';
import { calibrationWarnings } from './calibration.ts';
import { calibrationScale } from './calibrationScale.ts';
import { conformalRank } from './conformalQuantile.ts';
import { fitCalibration } from './fitCalibration.ts';
import { drawPairs, NORMAL } from './normalPairs.fixture.ts';

describe('fitCalibration', () => {
  const golden = (
    loadGolden('forecastingMetrics') as {
      conformal: Record<'lower' | 'upper' | 'actual', number[]> &
        Record<'joint80' | 'lower80' | 'upper80', number>;
    }
  ).conformal;

  it('finds the corrections of conformalized quantile regression', () => {
    const pairs = golden.actual.map((value, index) => {
      const [low, high] = [golden.lower[index]!, golden.upper[index]!];
      return makePair({ actual: [value], median: [0], offsets: { 0.1: low, 0.5: 0, 0.9: high } });
    });
    expect(fitCalibration(pairs)).toEqual({
      format: 1,
      tails: 'joint',
      levels: [0.1, 0.5, 0.9],
      stepsPerGroup: 1,
      groups: [{ scores: 57, corrections: [-golden.joint80, 0, golden.joint80] }],
    });
    const { groups } = fitCalibration(pairs, { tails: 'each' });
    expect(groups[0]!.corrections).toEqual([-golden.lower80, 0, golden.upper80]);
  });

  it('takes the largest error where there are too few, and warns of it', () => {
    const pairs = drawPairs(11, { count: 5, width: 1 });
    const calibration = fitCalibration(pairs);
    const outside = pairs.map(
      ({ actual, history }) => Math.abs(actual[0]!) / calibrationScale(history, 1) - 1.96,
    );
    expect(calibration.groups[0]!.corrections.at(-1)).toBeCloseTo(Math.max(...outside), 12);
    expect(calibrationWarnings(calibration)).toEqual([
      'The 95 % interval from step 1 on is calibrated on 5 errors, too few for it: it is as wide as the largest of ' +
        'them, and promises 83.3 % only.',
    ]);
    const each = fitCalibration(drawPairs(11, { count: 5, horizon: 4, width: 1 }), {
      tails: 'each',
      stepsPerGroup: 2,
    });
    expect(calibrationWarnings(each).map((warning) => warning.slice(0, 38))).toEqual([
      'The 95 % interval of steps 1 to 2 is c',
      'The 95 % interval from step 3 on is ca',
    ]);
    expect(calibrationWarnings(fitCalibration(drawPairs(11, { count: 19, width: 1 })))).toEqual([]);
    expect(calibrationWarnings(fitCalibration(drawPairs(11, { count: 18, width: 1 })))).toHaveLength(1);
  });

  it('leaves out missing values and series without a scale', () => {
    const pairs = drawPairs(12, { count: 30, width: 1 });
    const gap = makePair({ actual: [NaN], median: [0], offsets: NORMAL });
    const flat = makePair({ actual: [1e9], median: [0], offsets: NORMAL, history: [5, 5, 5] });
    expect(fitCalibration([...pairs, gap, flat])).toEqual(fitCalibration(pairs));
  });

  it('calibrates windows of different horizon together', () => {
    const pairs = [
      ...drawPairs(1, { count: 4, horizon: 5, width: 1 }),
      ...drawPairs(2, { count: 3, horizon: 2, width: 1 }),
    ];
    const { groups, stepsPerGroup } = fitCalibration(pairs, { stepsPerGroup: 3 });
    expect(stepsPerGroup).toBe(3);
    expect(groups.map(({ scores }) => scores)).toEqual([4 * 3 + 3 * 2, 4 * 2]);
  });

  const [one] = drawPairs(1, { count: 1, horizon: 2, width: 1 });
  it.each([
    ['no forecasts', () => fitCalibration([]), InputError, /forecasts to calibrate on, got none/u],
    [
      'steps without known values',
      () => fitCalibration([{ ...one!, actual: Float64Array.of(1, NaN) }], { stepsPerGroup: 1 }),
      InputError,
      /steps 2 to 2 ahead have no error to calibrate on/u,
    ],
    [
      'levels without a partner',
      () => fitCalibration([makePair({ actual: [1], median: [1], offsets: { 0.1: -1, 0.5: 0, 0.95: 2 } })]),
      RangeError,
      /in pairs around 0\.5/u,
    ],
    [
      'different levels',
      () =>
        fitCalibration([one!, makePair({ actual: [1], median: [1], offsets: { 0.1: -1, 0.5: 0, 0.9: 1 } })]),
      RangeError,
      /of the same levels/u,
    ],
    [
      'groups of no step',
      () => fitCalibration([one!], { stepsPerGroup: 0 }),
      RangeError,
      /stepsPerGroup of 1/u,
    ],
  ])('refuses %s', (_, fit, kind, message) => {
    expect(fit).toThrow(kind);
    expect(fit).toThrow(message);
  });
});

it('conformalRank is not led astray by rounding', () => {
  // 1 − 2 · 0.35 is a little more than 0.3 to a computer.
  expect(conformalRank(9, 1 - 2 * 0.35)).toBe(3);
  expect(conformalRank(10, 0.3)).toBe(4);
});

it('calibrationScale falls back to the naive error where the history is no longer than a season', () => {
  expect(calibrationScale(Float64Array.of(1, 2, 3, 5, 6, 7), 3)).toBe(4);
  expect(calibrationScale(Float64Array.of(1, 2, 4), 3)).toBe(1.5);
  expect(calibrationScale(Float64Array.of(1, 5, 1, 5), 2)).toBe(4);
  expect(calibrationScale(Float64Array.of(1), 3)).toBeNaN();
});
