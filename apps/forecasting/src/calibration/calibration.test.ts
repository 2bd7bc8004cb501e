import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { makePair } from '../metrics/pairs.fixture.ts';
import { parseCalibration } from './calibration.ts';
import { fitCalibration } from './fitCalibration.ts';
import { drawPairs } from './normalPairs.fixture.ts';

describe('parseCalibration', () => {
  it('reads what JSON kept', () => {
    const calibration = fitCalibration(drawPairs(1, { count: 50, horizon: 3, width: 1 }), {
      stepsPerGroup: 2,
    });
    const text = JSON.stringify(calibration);
    expect(parseCalibration(JSON.parse(text), 'calibration.json')).toEqual(calibration);
  });

  it.each([
    ['another format', { format: 2 }],
    ['a number that is not one', { groups: [{ scores: 5, corrections: [null, 0, 1] }] }],
    ['corrections for other levels', { groups: [{ scores: 5, corrections: [0, 1] }] }],
    ['something unknown', { more: 1 }],
  ])('refuses %s', (_, change) => {
    const valid = fitCalibration([
      makePair({ actual: [1], median: [1], offsets: { 0.1: -1, 0.5: 0, 0.9: 1 } }),
    ]);
    const parse = () => parseCalibration({ ...valid, ...change }, 'model/calibration.json');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(/^model\/calibration\.json: expected the calibration of a forecaster/u);
  });
});
