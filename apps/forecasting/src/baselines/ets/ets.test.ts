import { describe, expect, it } from 'vitest';
import { differenceOf, goldenCase, GOLDENS } from '../goldens.fixture.ts';
import { naive } from '../naive.ts';
import { ets, selectEts } from './ets.ts';
import { modelName } from './model.ts';

describe('ets', () => {
  it.each(GOLDENS.cases)('chooses and forecasts as statsforecast does: $name', (golden) => {
    const values = Float64Array.from(golden.values);
    const { model, aicc } = selectEts(values, golden.season);
    expect(modelName(model)).toBe(modelName(golden.ets.model));
    expect(aicc).toBeLessThan(golden.ets.aicc + 0.01);
    const { mean } = ets(values, { horizon: golden.ets.mean.length, season: golden.season });
    // Two optimisers: statsforecast's stops up to 28 short of the lowest AICc.
    expect(differenceOf(mean, golden.ets.mean)).toBeLessThan(0.02);
  });

  it('tries additive errors only where a value is not positive', () => {
    const golden = goldenCase('monthly, multiplicative');
    const values = Float64Array.from(golden.values);
    expect(selectEts(values, 12).model.error).toBe('M');
    expect(selectEts(values.with(5, 0), 12).model.error).toBe('A');
  });

  it('tries seasons of two periods and at most 24 steps only', () => {
    const wave = (length: number, season: number): Float64Array =>
      Float64Array.from(
        { length },
        (_, t) => 20 + 9 * Math.sin((2 * Math.PI * t) / season) + ((t * 37) % 11) / 10,
      );
    expect(selectEts(wave(96, 24), 24).model.season).not.toBe('N');
    expect(selectEts(wave(100, 25), 25).model.season).toBe('N');
    expect(selectEts(wave(24, 6), 6).model.season).not.toBe('N');
    expect(selectEts(wave(11, 6), 6).model.season).toBe('N');
  });

  it('treats missing values as theta does', () => {
    const values = Float64Array.from(goldenCase('quarterly').values);
    const { mean, sigma } = ets(values, { horizon: 5, season: 4 });
    const late = ets(Float64Array.of(NaN, ...values, NaN, NaN), { horizon: 3, season: 4 });
    expect([...late.mean]).toEqual([...mean.subarray(2)]);
    expect([...late.sigma]).toEqual([...sigma.subarray(2)]);
    const filled = values.with(7, (values[6]! + values[8]!) / 2);
    expect(ets(values.with(7, NaN), { horizon: 5, season: 4 })).toEqual(
      ets(filled, { horizon: 5, season: 4 }),
    );
  });

  it('repeats a constant without doubt', () => {
    expect(ets(new Float64Array(30).fill(4), { horizon: 2, season: 12 })).toEqual({
      mean: Float64Array.of(4, 4),
      sigma: Float64Array.of(0, 0),
    });
  });

  it('falls back to naive for fewer than seven values', () => {
    const values = Float64Array.of(3, 5, 4, 6, 5, 7);
    expect(ets(values, { horizon: 2, season: 1 })).toEqual(naive(values, { horizon: 2, season: 1 }));
    expect(ets(Float64Array.of(...values, 6), { horizon: 2, season: 1 })).not.toEqual(
      naive(Float64Array.of(...values, 6), { horizon: 2, season: 1 }),
    );
  });
});
