import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { drawsOf } from './draws.ts';
import { generateSeries } from './generateSeries.ts';
import { levelPath } from './levelPath.ts';
import { noisePath } from './noisePath.ts';
import { seasonPath } from './seasonPath.ts';
import { SEASONS } from './zeroShotShape.ts';

const rng = Rng.fromSeed(11);
const COUNT = 400;
const LENGTH = 120;

function many(season: number, count = COUNT): Float64Array[] {
  return Array.from({ length: count }, (_, index) =>
    generateSeries(rng.fold(season, index), { season, length: LENGTH }),
  );
}

/** The correlation of changes from step to step with those `lag` steps before. */
function autocorrelation(values: Float64Array, lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const moved = values.map((value) => value - mean);
  let product = 0;
  for (let step = lag; step < values.length; step++) product += moved[step]! * moved[step - lag]!;
  return product / moved.reduce((sum, value) => sum + value ** 2, 0);
}

describe('generateSeries', () => {
  it('is a function of its key and shape, another one for each key', () => {
    const shape = { season: 12, length: 40 };
    const once = generateSeries(rng.fold('once'), shape);
    expect(generateSeries(rng.fold('once'), shape)).toEqual(once);
    expect(generateSeries(rng.fold('again'), shape)).not.toEqual(once);
    expect(once).toHaveLength(40);
  });

  it.each(SEASONS)('gives finite values, of season %i, that move and are mostly positive', (season) => {
    const all = many(season, 200);
    expect(all.every((values) => values.every(Number.isFinite))).toBe(true);
    const share = (holds: (values: Float64Array) => boolean): number => all.filter(holds).length / all.length;
    expect(share((values) => values.every((value) => value >= 0))).toBeGreaterThan(0.75);
    expect(share((values) => values.some((value) => value < 0))).toBeGreaterThan(0.01);
    expect(share((values) => values.some((value) => value !== values[0]))).toBeGreaterThan(0.95);
  });

  it('has counts among them, with zeros, and fractions', () => {
    const all = many(7);
    const whole = all.filter((values) => values.every(Number.isInteger));
    expect(whole.length / all.length).toBeGreaterThan(0.2);
    expect(whole.length / all.length).toBeLessThan(0.6);
    expect(whole.filter((values) => values.includes(0)).length).toBeGreaterThan(10);
  });

  it('is of many scales', () => {
    const sizes = many(1).map((values) => Math.log10(Math.max(...values.map(Math.abs))));
    expect(Math.min(...sizes)).toBeLessThan(0.5);
    expect(Math.max(...sizes)).toBeGreaterThan(4.5);
  });

  it('repeats itself after the season that it was asked for, oftener than after another', () => {
    const seasonal = (asked: number, lag: number): number =>
      many(asked).filter((values) => autocorrelation(values, lag) > 0.5).length / COUNT;
    expect(seasonal(12, 12)).toBeGreaterThan(1.4 * seasonal(12, 7));
    expect(seasonal(7, 7)).toBeGreaterThan(1.4 * seasonal(7, 12));
  });
});

describe('its parts', () => {
  it('a level moves less in short steps than in long ones', () => {
    const travel = (season: number): number =>
      many(season).reduce((sum, _, index) => {
        const path = levelPath(drawsOf(rng.fold('level', index)), season, LENGTH);
        return sum + Math.max(...path) - Math.min(...path);
      }, 0);
    expect(travel(52)).toBeCloseTo(0.4 * travel(12), 6);
  });

  it('a season is none where there is none', () => {
    expect(seasonPath(drawsOf(rng), 1, 5)).toEqual(new Float64Array(5));
  });

  it('noise has no direction', () => {
    const means = Array.from({ length: COUNT }, (_, index) => {
      const path = noisePath(drawsOf(rng.fold('noise', index)), LENGTH);
      return path.reduce((sum, value) => sum + value, 0) / LENGTH;
    });
    const mean = means.reduce((sum, value) => sum + value, 0) / COUNT;
    const error = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / COUNT;
    expect(Math.abs(mean)).toBeLessThan(4 * error);
  });
});
