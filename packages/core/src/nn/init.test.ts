import { matMul, Rng, type Tensor2D } from '@reprise/engine';
import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { gatesOf, normalInit, orthogonal, xavierUniform } from './init.ts';

const rng = Rng.fromSeed(2014);

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => (row === column ? 1 : 0)),
  );
}

describe('orthogonal', () => {
  for (const [rows, columns] of [
    [6, 6],
    [4, 9],
    [9, 4],
  ] as const) {
    tensorTest(`${rows} × ${columns} has orthonormal ${rows <= columns ? 'rows' : 'columns'}`, () => {
      const weight = orthogonal(rows, columns, rng);
      expect(weight.shape).toEqual([rows, columns]);
      const product =
        rows <= columns ? matMul(weight, weight, false, true) : matMul(weight, weight, true, false);
      closeTo(product, identity(Math.min(rows, columns)), 'product');
    });
  }
});

describe('xavierUniform and normalInit', () => {
  const momentsOf = (weight: Tensor2D): { mean: number; deviation: number; largest: number } => {
    const values = [...weight.dataSync()];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance), largest: Math.max(...values.map(Math.abs)) };
  };

  tensorTest('xavierUniform fills ±sqrt(6 / (rows + columns))', () => {
    const { mean, deviation, largest } = momentsOf(xavierUniform(100, 50, rng));
    const bound = Math.sqrt(6 / 150);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(deviation).toBeCloseTo(bound / Math.sqrt(3), 2);
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.99 * bound);
  });

  tensorTest('normalInit has the standard deviation asked for', () => {
    const { mean, deviation } = momentsOf(normalInit(0.3)(100, 50, rng));
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(deviation).toBeCloseTo(0.3, 1);
  });
});

describe('gatesOf', () => {
  it('draws each gate by itself', () => {
    const weight = gatesOf(3, 4, 4, orthogonal, rng);
    const rows = weight.arraySync();
    expect(weight.shape).toEqual([12, 4]);
    expect(rows.slice(0, 4)).not.toEqual(rows.slice(4, 8));
    expect(rows.slice(4, 8)).not.toEqual(rows.slice(8, 12));
    weight.dispose();
  });
});
