import { Rng } from '@reprise/engine';
import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { makePair } from '../metrics/pairs.fixture.ts';
import { combineForecasts, poolSamples } from './ensemble.ts';
import { quantilesOf } from './sampleQuantiles.ts';

const golden = (
  loadGolden('forecastingMetrics') as {
    samples: { samples: number[][]; levels: number[]; quantiles: number[][] };
  }
).samples;

describe('quantilesOf', () => {
  it('equals numpy', () => {
    const { samples, levels, quantiles } = golden;
    const ours = quantilesOf(Float32Array.from(samples.flat()), samples[0]!.length, levels);
    expect(ours).toHaveLength(levels.length);
    ours.forEach((values, index) => {
      values.forEach((value, step) => expect(value).toBeCloseTo(quantiles[index]![step]!, 12));
    });
  });

  it('is the sample itself of a single path', () => {
    expect(quantilesOf(Float32Array.of(4, 7), 2, [0.1, 0.9])).toEqual([
      Float64Array.of(4, 7),
      Float64Array.of(4, 7),
    ]);
  });

  it('leaves the samples in their order', () => {
    const samples = Float32Array.of(3, 1, 2);
    quantilesOf(samples, 1, [0.5]);
    expect([...samples]).toEqual([3, 1, 2]);
  });

  it.each([
    ['parts of a path', Float32Array.of(1, 2, 3), /whole paths of 2 steps, got 3 values/u],
    ['no path', new Float32Array(0), /one or more whole paths/u],
    ['samples that are not numbers', Float32Array.of(1, 2, 3, NaN), /got NaN at step 2/u],
  ])('refuses %s', (_, samples, message) => {
    const ask = () => quantilesOf(samples, 2, [0.5]);
    expect(ask).toThrow(RangeError);
    expect(ask).toThrow(message);
  });
});

describe('combineForecasts', () => {
  const first = makePair({ actual: [0, 0], median: [1, 2], offsets: { 0.1: -1, 0.5: 0, 0.9: 3 } }).forecast;
  const second = makePair({ actual: [0, 0], median: [3, 6], offsets: { 0.1: -3, 0.5: 0, 0.9: 3 } }).forecast;

  it('averages means, and quantiles at each level', () => {
    expect(combineForecasts([first, second])).toEqual({
      ...first,
      mean: Float64Array.of(2, 4),
      quantiles: [Float64Array.of(0, 2), Float64Array.of(2, 4), Float64Array.of(5, 7)],
    });
    expect(combineForecasts([first])).toEqual(first);
  });

  it.each([
    ['series', { id: 'b' }, /the same series, got a and b/u],
    ['start', { start: 0 }, /the same start, got undefined and 0/u],
    ['horizon', { mean: new Float64Array(3) }, /the same horizon, got 2 and 3/u],
    ['levels', { levels: [0.2, 0.5, 0.8] }, /the same levels, got 0.1 0.5 0.9 and 0.2 0.5 0.8/u],
  ])('refuses forecasts of another %s', (_, change, message) => {
    expect(() => combineForecasts([first, { ...second, ...change }])).toThrow(message);
  });

  it('refuses to combine none', () => {
    expect(() => combineForecasts([])).toThrow('expected forecasts, got none');
  });
});

describe('poolSamples', () => {
  const series = { id: 'a', start: 5 };

  it('is the forecast of all paths together, each counting alike', () => {
    const forecast = poolSamples(
      series,
      [Float32Array.of(1, 10, 2, 20), Float32Array.of(6, 60)],
      2,
      [0.25, 0.5, 0.75],
    );
    expect(forecast).toEqual({
      id: 'a',
      start: 5,
      mean: Float64Array.of(3, 30),
      levels: [0.25, 0.5, 0.75],
      quantiles: [Float64Array.of(1.5, 15), Float64Array.of(2, 20), Float64Array.of(4, 40)],
    });
  });

  it('is wider than the mean of quantiles by the disagreement of its members', () => {
    const noise = Rng.fromSeed(1).normalValues(2000);
    const members = [
      noise.subarray(0, 1000).map((value) => value - 3),
      noise.subarray(1000).map((value) => value + 3),
    ];
    const widthOf = ({ quantiles: [low, , high] }: ReturnType<typeof poolSamples>) => high![0]! - low![0]!;
    const levels = [0.1, 0.5, 0.9];
    const vincent = combineForecasts(members.map((member) => poolSamples(series, [member], 1, levels)));
    expect(widthOf(vincent)).toBeCloseTo(2 * 1.28, 0);
    expect(widthOf(poolSamples(series, members, 1, levels))).toBeGreaterThan(6);
  });

  it('refuses a member of parts of a path, even where all together are whole', () => {
    const pool = () => poolSamples(series, [new Float32Array(3), new Float32Array(1)], 2, [0.5]);
    expect(pool).toThrow(RangeError);
    expect(pool).toThrow('whole paths of 2 steps, got a member of 3 values');
  });
});
