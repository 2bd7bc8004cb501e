import { describe, expect, it } from 'vitest';
import { goldenCase, GOLDENS } from '../goldens.fixture.ts';
import { ALPHA, LEVEL, modelName, neutral, SEASONAL, type EtsModel } from './model.ts';
import { createSmoothing } from './smoothing.ts';

const FITS = Object.entries(GOLDENS.models).flatMap(([name, fits]) =>
  fits.map((fit) => {
    const { values, season } = goldenCase(name);
    return { title: `${modelName(fit.model)} of ${name}`, values: Float64Array.from(values), season, fit };
  }),
);

function seasonOf(model: EtsModel, season: number): number {
  return model.season === 'N' ? 1 : season;
}

describe.each(FITS)('$title', ({ values, season, fit }) => {
  const smoothing = createSmoothing(values, fit.model, seasonOf(fit.model, season));
  const numbers = Float64Array.from(fit.numbers);

  it('has statsforecast’s likelihood', () => {
    expect(smoothing.run(numbers)).toBeCloseTo(fit.deviance, 8);
  });

  it('has the derivatives that differences of it have', () => {
    // Somewhere that is no optimum.
    const point = numbers.map((value, index) => (index === ALPHA ? 0.3 : value * 1.03 + 0.01));
    const gradient = new Float64Array(point.length);
    smoothing.run(point, gradient);
    for (const [index, value] of point.entries()) {
      const step = 1e-6 * Math.max(1, Math.abs(value));
      const above = smoothing.run(point.with(index, value + step));
      const below = smoothing.run(point.with(index, value - step));
      const difference = (above - below) / (2 * step);
      expect(gradient[index], `number ${index}`).toSatisfy(
        (derivative: number) => Math.abs(derivative - difference) < 1e-4 * Math.max(1, Math.abs(difference)),
      );
    }
  });
});

describe('createSmoothing', () => {
  it('is exponential smoothing for ETS(A,N,N)', () => {
    const values = Float64Array.of(3, 5, 4, 8);
    const model = { error: 'A', trend: 'N', season: 'N' } as const;
    const smoothing = createSmoothing(values, model, 1);
    const numbers = neutral(model, 1);
    numbers[ALPHA] = 0.5;
    numbers[LEVEL] = 2;
    // Levels 2, 2.5, 3.75, 3.875, 5.9375; errors 1, 2.5, 0.25, 4.125.
    expect(smoothing.run(numbers)).toBeCloseTo(4 * Math.log(1 + 6.25 + 0.0625 + 17.015625), 12);
    expect(smoothing.sumOfSquares()).toBeCloseTo(24.328125, 12);
    expect(smoothing.state()).toEqual({ level: 5.9375, slope: 0, seasonal: Float64Array.of(0) });
  });

  it('refuses forecasts that are not positive under a multiplicative error', () => {
    const model = { error: 'M', trend: 'N', season: 'A' } as const;
    const numbers = neutral(model, 2);
    numbers.set([5], LEVEL);
    numbers.set([5, -5], SEASONAL);
    expect(createSmoothing(Float64Array.of(1, 2, 3), model, 2).run(numbers)).toBe(Infinity);
  });
});
