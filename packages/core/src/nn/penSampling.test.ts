import { Rng, tensor2d } from '@reprise/engine';
import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { offsetLogDensity, penDensity, penLogDensity, penMean, type PenMixture } from './penDensity.ts';
import { penNegativeLogLikelihood } from './penMixture.ts';
import { readPenMixture, samplePenStep, type PenSampling } from './penSampling.ts';

const DRAWS = 40_000;
/** Standard errors that a mean may stray; one in a million strays so far. */
const STRAY = 5;

/** Two components, stroke-3: the end, weights, means of x and of y, deviations of x and of y, correlations. */
const OUTPUTS = [-0.4, 0.3, -0.5, 1, -2, 0.5, -1, 0.2, -1, -0.5, 0.7, 0.9, -1.5];
const STROKE5 = [0.5, -0.2, -1, ...OUTPUTS.slice(1)];

function moments(mixture: PenMixture): { mean: number[]; covariance: number[] } {
  const { dx, dy } = penMean(mixture);
  const covariance = [0, 0, 0];
  for (const [k, weight] of mixture.weights.entries()) {
    const [x, y] = [mixture.meanX[k]! - dx, mixture.meanY[k]! - dy];
    const [sx, sy] = [mixture.deviationX[k]!, mixture.deviationY[k]!];
    covariance[0]! += weight * (sx * sx + x * x);
    covariance[1]! += weight * (sy * sy + y * y);
    covariance[2]! += weight * (mixture.correlation[k]! * sx * sy + x * y);
  }
  return { mean: [dx, dy], covariance };
}

function expectMean(values: readonly number[], expected: number, name: string): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean - expected), name).toBeLessThan(STRAY * Math.sqrt(variance / values.length));
}

describe('samplePenStep', () => {
  const cases: readonly PenSampling[] = [
    {},
    { bias: 1 },
    { temperature: 0.4 },
    { bias: 0.5, temperature: 2 },
  ];
  for (const sampling of cases)
    it(`draws the moments of the formula with ${JSON.stringify(sampling)}`, () => {
      const mixture = readPenMixture(STROKE5, sampling);
      const { mean, covariance } = moments(mixture);
      const rng = Rng.fromSeed(11);
      const steps = Array.from({ length: DRAWS }, (_, index) => samplePenStep(mixture, rng.fold(index)));
      expectMean(
        steps.map(({ dx }) => dx),
        mean[0]!,
        'mean of dx',
      );
      expectMean(
        steps.map(({ dy }) => dy),
        mean[1]!,
        'mean of dy',
      );
      expectMean(
        steps.map(({ dx }) => (dx - mean[0]!) ** 2),
        covariance[0]!,
        'variance of dx',
      );
      expectMean(
        steps.map(({ dy }) => (dy - mean[1]!) ** 2),
        covariance[1]!,
        'variance of dy',
      );
      expectMean(
        steps.map(({ dx, dy }) => (dx - mean[0]!) * (dy - mean[1]!)),
        covariance[2]!,
        'covariance',
      );
      for (const [state, probability] of mixture.pen.entries())
        expectMean(
          steps.map(({ pen }) => Number(pen === state)),
          probability,
          `pen ${state}`,
        );
    });

  it('draws the same from a key, and another step from another key', () => {
    const mixture = readPenMixture(OUTPUTS);
    const step = samplePenStep(mixture, Rng.fromSeed(1));
    expect(samplePenStep(mixture, Rng.fromSeed(1))).toEqual(step);
    expect(samplePenStep(mixture, Rng.fromSeed(2))).not.toEqual(step);
  });
});

describe('readPenMixture', () => {
  it("sharpens by the bias as Graves' equations 61 and 62 say, and leaves the pen", () => {
    const plain = readPenMixture(OUTPUTS);
    const biased = readPenMixture(OUTPUTS, { bias: 2 });
    const sharpened = plain.weights.map((weight) => weight ** 3);
    expect(biased.weights[0]).toBeCloseTo(sharpened[0]! / (sharpened[0]! + sharpened[1]!), 12);
    expect(biased.deviationX[0]).toBeCloseTo(plain.deviationX[0]! * Math.exp(-2), 12);
    expect(biased.deviationY[1]).toBeCloseTo(plain.deviationY[1]! * Math.exp(-2), 12);
    expect(biased.pen).toEqual(plain.pen);
    expect(biased.correlation).toEqual(plain.correlation);
  });

  it('cools weights, deviations and the pen by the temperature', () => {
    const plain = readPenMixture(STROKE5);
    const cool = readPenMixture(STROKE5, { temperature: 0.25 });
    const total = plain.pen.reduce((sum, probability) => sum + probability ** 4, 0);
    expect(cool.pen[2]).toBeCloseTo(plain.pen[2]! ** 4 / total, 12);
    expect(cool.deviationX[1]).toBeCloseTo(plain.deviationX[1]! / 2, 12);
    expect(cool.weights[0]! / cool.weights[1]!).toBeCloseTo((plain.weights[0]! / plain.weights[1]!) ** 4, 10);
  });

  it('refuses what it cannot do', () => {
    expect(() => readPenMixture(OUTPUTS, { bias: -1 })).toThrow(RangeError);
    expect(() => readPenMixture(OUTPUTS, { temperature: 0 })).toThrow(
      'readPenMixture: expected a temperature above 0, got 0.',
    );
    expect(() => readPenMixture(OUTPUTS.map(() => NaN))).toThrow('expected numbers, got NaN or Infinity');
  });

  tensorTest('means what the loss means', () => {
    for (const [outputs, targets, step] of [
      [OUTPUTS, [0.3, -0.2, 1], { dx: 0.3, dy: -0.2, pen: 1 }],
      [OUTPUTS, [-2, 4, 0], { dx: -2, dy: 4, pen: 0 }],
      [STROKE5, [0.3, -0.2, 0, 1, 0], { dx: 0.3, dy: -0.2, pen: 1 }],
      [STROKE5, [0, 0, 0, 0, 1], { dx: 0, dy: 0, pen: 2 }],
    ] as const) {
      const nats = penNegativeLogLikelihood(tensor2d([[...outputs]]), tensor2d([[...targets]]));
      closeTo(nats, [-penLogDensity(readPenMixture(outputs), step)], 'nats');
    }
  });
});

describe('penDensity', () => {
  it('adds up to 1 over the plane, and has its mean there', () => {
    const mixture = readPenMixture(OUTPUTS);
    const grid = { left: -12, top: -10, width: 24, height: 20, columns: 120, rows: 100 };
    const density = penDensity(mixture, grid);
    expect(density).toHaveLength(12_000);
    const area = 0.2 * 0.2;
    expect(density.reduce((sum, value) => sum + value * area, 0)).toBeCloseTo(1, 3);
    const dx = density.reduce(
      (sum, value, cell) => sum + value * area * (-12 + 0.2 * ((cell % 120) + 0.5)),
      0,
    );
    expect(dx).toBeCloseTo(penMean(mixture).dx, 3);
    const value = Math.exp(offsetLogDensity(mixture)(-12 + 0.2 * 70.5, -10 + 0.2 * 40.5));
    expect(density[40 * 120 + 70]).toBeCloseTo(value, 12);
  });
});
