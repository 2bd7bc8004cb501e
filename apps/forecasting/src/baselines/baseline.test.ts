import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { asForecast, fillHoles } from './baseline.ts';
import { normalQuantile } from './normal.ts';

describe('fillHoles', () => {
  it('keeps the span and puts straight lines through its holes', () => {
    const values = Float64Array.of(NaN, 2, NaN, NaN, 8, 9, NaN, 7, NaN);
    expect([...fillHoles(values, { first: 1, last: 7 })]).toEqual([2, 4, 6, 8, 9, 8, 7]);
    expect(values[2]).toBeNaN();
  });
});

describe('asForecast', () => {
  const forecast = { mean: Float64Array.of(10, 20), sigma: Float64Array.of(1, 0) };

  it('has the normal distribution’s quantiles', () => {
    const { id, start, mean, levels, quantiles } = asForecast(
      { id: 'a', start: 5 },
      forecast,
      [0.1, 0.5, 0.975],
    );
    expect({ id, start, levels, mean }).toEqual({
      id: 'a',
      start: 5,
      levels: [0.1, 0.5, 0.975],
      mean: forecast.mean,
    });
    expect(quantiles.map((quantile) => [...quantile])).toEqual([
      [10 + normalQuantile(0.1), 20],
      [10, 20],
      [10 + normalQuantile(0.975), 20],
    ]);
  });

  it.each([
    ['without a median', [0.1, 0.9]],
    ['descending', [0.9, 0.5]],
    ['twice', [0.5, 0.5]],
    ['of 0', [0, 0.5]],
    ['of 1', [0.5, 1]],
    ['that is no number', [0.5, NaN]],
  ])('refuses levels %s', (_, levels) => {
    expect(() => asForecast({ id: 'a', start: undefined }, forecast, levels)).toThrow(InputError);
  });
});
