import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { crpsOfQuantiles, crpsOfSamples } from './crps.ts';

/** CRPS of the standard normal distribution at 0 (Gneiting and Raftery 2007): √(2/π) − 1/√π. */
const NORMAL_AT_ZERO = Math.sqrt(2 / Math.PI) - 1 / Math.sqrt(Math.PI);

describe('crpsOfSamples', () => {
  it('tends to the closed form of the normal distribution', () => {
    const samples = Rng.fromSeed(1).normalValues(200_000);
    expect(crpsOfSamples(samples, Float64Array.of(0), 'plain')).toBeCloseTo(NORMAL_AT_ZERO, 2);
  });

  it('is right on average with four samples when fair, and too large when plain', () => {
    const steps = 50_000;
    const samples = Rng.fromSeed(2).normalValues(4 * steps);
    const actual = new Float64Array(steps);
    expect(Math.abs(crpsOfSamples(samples, actual, 'fair') - NORMAL_AT_ZERO)).toBeLessThan(0.01);
    // E|X − X'| = 2/√π loses the pairs of a sample with itself: 1/4 of ½ of it.
    const excess = 1 / Math.sqrt(Math.PI) / 4;
    expect(Math.abs(crpsOfSamples(samples, actual, 'plain') - NORMAL_AT_ZERO - excess)).toBeLessThan(0.01);
  });

  it('is the absolute error of a single path, and skips missing values', () => {
    const crps = crpsOfSamples(Float32Array.of(1, 2, 3), Float64Array.of(4, NaN, 1), 'plain');
    expect(crps).toBe((3 + 2) / 2);
    expect(crpsOfSamples(Float32Array.of(1), Float64Array.of(NaN), 'plain')).toBeNaN();
  });

  it.each([
    ['parts of a path', 5, 'plain', /1 or more whole paths of 2 steps, got 5 values/u],
    ['no path', 0, 'plain', /1 or more whole paths/u],
    ['one path when fair', 2, 'fair', /2 or more whole paths of 2 steps, got 2 values/u],
  ] as const)('refuses %s', (_, count, estimator, message) => {
    const crps = () => crpsOfSamples(new Float32Array(count), new Float64Array(2), estimator);
    expect(crps).toThrow(RangeError);
    expect(crps).toThrow(message);
  });
});

it('crpsOfQuantiles tends to the exact score with many levels', () => {
  // Uniform on [0, 1] and actual value 0.3: y³/3 + (1 − y)³/3.
  const levels = Array.from({ length: 200 }, (_, index) => (index + 0.5) / 200);
  const crps = crpsOfQuantiles(
    Float64Array.of(0.3),
    levels,
    levels.map((level) => Float64Array.of(level)),
  );
  expect(crps).toBeCloseTo((0.3 ** 3 + 0.7 ** 3) / 3, 3);
});
