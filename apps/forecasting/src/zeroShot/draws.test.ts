import { Rng } from '@reprise/engine';
import { expect, it } from 'vitest';
import { drawsOf } from './draws.ts';

const COUNT = 4000;

function sample(draw: () => number): { mean: number; least: number; most: number } {
  const values = Array.from({ length: COUNT }, draw);
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / COUNT,
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

it('draws what each name says', () => {
  const { chance, uniform, logUniform, whole, choose, gamma, poisson, normal } = drawsOf(Rng.fromSeed(1));
  expect(sample(() => Number(chance(0.3))).mean).toBeCloseTo(0.3, 1);
  const flat = sample(() => uniform(-1, 3));
  expect([flat.mean, flat.least, flat.most].map(Math.round)).toEqual([1, -1, 3]);
  expect(sample(() => Math.log10(logUniform(0.01, 100))).mean).toBeCloseTo(0, 0);
  expect(sample(() => whole(2, 5))).toMatchObject({ least: 2, most: 5 });
  expect(sample(() => Number(choose({ 0: 3, 1: 1 }))).mean).toBeCloseTo(0.25, 1);
  expect(sample(() => gamma(0.5)).mean).toBeCloseTo(1, 0);
  expect(sample(() => poisson(3)).mean).toBeCloseTo(3, 0);
  expect(sample(normal).mean).toBeCloseTo(0, 0);
});
