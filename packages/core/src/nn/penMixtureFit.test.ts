import { Rng } from '@reprise/engine';
import { complaint } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { LEAST_DEVIATION } from './penMixture.ts';
import { fitPenMixture } from './penMixtureFit.ts';
import { samplePenStep } from './penSampling.ts';
import type { PenMixture } from './penDensity.ts';
import { penLogLikelihood, type PenSteps } from './penSteps.ts';

const KNOWN: PenMixture = {
  weights: Float64Array.of(0.5, 0.3, 0.2),
  meanX: Float64Array.of(-3, 0, 4),
  meanY: Float64Array.of(0, 3, -1),
  deviationX: Float64Array.of(1, 0.5, 0.3),
  deviationY: Float64Array.of(0.4, 0.5, 1.2),
  correlation: Float64Array.of(0.8, 0, -0.5),
  pen: Float64Array.of(0.9, 0.1),
};

function stepsOf(mixture: PenMixture, count: number, rng: Rng): PenSteps {
  const steps = Array.from({ length: count }, (_, index) => samplePenStep(mixture, rng.fold(index)));
  return { values: Float64Array.from(steps.flatMap(({ dx, dy, pen }) => [dx, dy, pen])), size: 3 };
}

function expectNoFall(history: readonly number[]): void {
  for (const [round, nats] of history.entries())
    if (round > 0) expect(nats, `round ${round}`).toBeGreaterThanOrEqual(history[round - 1]! - 1e-9);
}

describe('fitPenMixture', () => {
  it('finds the mixture that steps were drawn from', () => {
    const { mixture, history } = fitPenMixture(stepsOf(KNOWN, 20_000, Rng.fromSeed(1)), 3, Rng.fromSeed(2));
    expectNoFall(history);
    const order = Array.from(mixture.meanX.keys()).sort((a, b) => mixture.meanX[a]! - mixture.meanX[b]!);
    for (const name of ['weights', 'meanX', 'meanY', 'deviationX', 'deviationY', 'correlation'] as const)
      for (const [k, found] of order.entries())
        expect(Math.abs(mixture[name][found]! - KNOWN[name][k]!), `${name} ${k}`).toBeLessThan(0.04);
    expect(mixture.pen[1]).toBeCloseTo(0.1, 1);
  });

  it("has the sample's own moments in one component, before the first round", () => {
    const values = [1, 2, 0, 4, 0, 1, 3, 5, 0, 0, 1, 0];
    const { mixture } = fitPenMixture({ values, size: 3 }, 1, Rng.fromSeed(3), { iterations: 0 });
    expect([mixture.meanX[0], mixture.meanY[0]]).toEqual([2, 2]);
    expect(mixture.deviationX[0]! ** 2).toBeCloseTo(2.5, 12);
    expect(mixture.deviationY[0]! ** 2).toBeCloseTo(3.5, 12);
    expect(mixture.correlation[0]).toBeCloseTo(0.25 / Math.sqrt(2.5 * 3.5), 12);
  });

  it('is likelier than what it was drawn from on its own steps, and hardly less so on others', () => {
    const own = stepsOf(KNOWN, 4000, Rng.fromSeed(3));
    const others = stepsOf(KNOWN, 4000, Rng.fromSeed(4));
    const { mixture, history } = fitPenMixture(own, 3, Rng.fromSeed(5));
    expect(penLogLikelihood(mixture, own)).toBeGreaterThan(penLogLikelihood(KNOWN, own));
    expect(penLogLikelihood(mixture, others)).toBeGreaterThan(penLogLikelihood(KNOWN, others) - 0.01);
    const { values } = own;
    const ends = Array.from({ length: 4000 }, (_, step) => values[3 * step + 2] as number);
    const pen = ends.reduce((sum, end) => sum + Math.log(mixture.pen[end]!), 0) / 4000;
    expect(penLogLikelihood(mixture, own)).toBeCloseTo(history.at(-1)! + pen, 9);
  });

  it('never gets less likely, however many components and however few points differ', () => {
    const drawn = stepsOf(KNOWN, 500, Rng.fromSeed(6));
    const onGrid = {
      values: Float64Array.from(drawn.values, (value) => Math.round(value)),
      size: 3,
    } as const;
    for (const steps of [drawn, onGrid])
      for (const components of [1, 5, 20]) {
        const { mixture, history } = fitPenMixture(steps, components, Rng.fromSeed(components));
        expect(history.length).toBeGreaterThan(1);
        expectNoFall(history);
        expect(mixture.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      }
  });

  it('keeps components as wide as a network must, along every direction', () => {
    const line = Array.from({ length: 60 }, (_, at) => [at / 10, at / 5, 0]).flat();
    const { mixture } = fitPenMixture({ values: line, size: 3 }, 1, Rng.fromSeed(1));
    const [sx, sy, rho] = [mixture.deviationX[0]!, mixture.deviationY[0]!, mixture.correlation[0]!];
    const determinant = (sx * sy) ** 2 * (1 - rho) * (1 + rho);
    const trace = sx * sx + sy * sy;
    // The product of both eigenvalues over the greater one, which is the trace but for a millionth.
    expect(Math.sqrt(determinant / trace) / LEAST_DEVIATION).toBeCloseTo(1, 3);
    const still = fitPenMixture({ values: [1, 2, 0, 1, 2, 1, 1, 2, 0], size: 3 }, 2, Rng.fromSeed(1));
    expect(Array.from(still.mixture.deviationX)).toEqual([LEAST_DEVIATION, LEAST_DEVIATION]);
    expect(Math.max(...still.mixture.weights)).toBe(1);
  });

  it('counts the states of the pen, and leaves out the offset where a drawing ends', () => {
    const rows = [
      [1, 0, 1, 0, 0],
      [1, 1, 0, 1, 0],
      [900, 900, 0, 0, 1],
      [0, 1, 1, 0, 0],
    ];
    const { mixture } = fitPenMixture({ values: rows.flat(), size: 5 }, 1, Rng.fromSeed(1));
    expect(Array.from(mixture.pen)).toEqual([3 / 7, 2 / 7, 2 / 7]);
    expect(mixture.meanX[0]).toBeCloseTo(2 / 3, 12);
  });

  it('gives the same for a key', () => {
    const steps = stepsOf(KNOWN, 300, Rng.fromSeed(9));
    expect(fitPenMixture(steps, 4, Rng.fromSeed(1))).toEqual(fitPenMixture(steps, 4, Rng.fromSeed(1)));
  });

  it('says what is wrong with its steps', () => {
    const fit = (values: number[], size: 3 | 5 = 3, components = 1) =>
      complaint(() => fitPenMixture({ values, size }, components, Rng.fromSeed(1)));
    expect(fit([1, 2])).toBe('fitPenMixture: expected 3 numbers a step, got 2 numbers in all.');
    expect(fit([1, 2, 0, NaN, 1, 0])).toBe(
      'fitPenMixture: expected dx, dy and a 0 or 1, got [NaN, 1, 0] as step 1.',
    );
    expect(fit([1, 2, 0.5])).toContain('got [1, 2, 0.5] as step 0');
    expect(fit([1, 2, 1, 1, 0], 5)).toContain('expected dx, dy and one 1 among two 0');
    expect(fit([1, 2, 0], 3, 2)).toBe('fitPenMixture: expected at least 2 steps with an offset, got 1.');
    expect(() => fitPenMixture({ values: [1, 2, 0], size: 3 }, 0, Rng.fromSeed(1))).toThrow(RangeError);
    expect(complaint(() => penLogLikelihood(KNOWN, { values: [], size: 5 }))).toBe(
      'penLogLikelihood: expected steps of 3 numbers, as the mixture has it, got 5.',
    );
  });
});
