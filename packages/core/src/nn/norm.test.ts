import { disposeParams, Rng, ShapeError, zeros } from '@reprise/engine';
import { layerGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { LayerNorm } from './norm.ts';

describe('LayerNorm', () => {
  layerGoldenTest(
    'layerNorm',
    () => new LayerNorm({ size: 6 }),
    (norm, xs) => norm.apply(xs),
  );

  tensorTest('gives rows of mean 0 and variance 1 before it is trained', () => {
    const norm = new LayerNorm({ size: 50 });
    for (const row of norm.apply(Rng.fromSeed(1).uniform([4, 50], 3, 7)).arraySync() as number[][]) {
      const mean = row.reduce((sum, y) => sum + y, 0) / 50;
      expect(mean).toBeCloseTo(0, 4);
      expect(row.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 50).toBeCloseTo(1, 3);
    }
    disposeParams(norm.params);
  });

  tensorTest('refuses another width', () => {
    const norm = new LayerNorm({ size: 6 });
    expect(() => norm.apply(zeros([2, 5]))).toThrow(ShapeError);
    disposeParams(norm.params);
  });
});
