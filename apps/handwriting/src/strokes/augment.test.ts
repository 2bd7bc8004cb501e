import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { augment } from './augment.ts';
import { momentsOf } from './geometry.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

const ink = [arc(0.5, 0, 6, 50), strokeOf([2, 0], [2, 1])];

describe('augment', () => {
  it('is a function of its rng, and changes what was written with another', () => {
    const rng = Rng.fromSeed(1);
    expect(augment(ink, rng)).toEqual(augment(ink, rng));
    expect(augment(ink, rng)).not.toEqual(augment(ink, Rng.fromSeed(2)));
    expect(augment(ink, rng, 0)).toEqual(ink);
  });

  it('keeps size and shape about as they are, the more the less strength', () => {
    const changes = [0.25, 1].map((strength) => {
      const ratios = Array.from({ length: 100 }, (_, seed) => {
        const { varianceY } = momentsOf(augment(ink, Rng.fromSeed(seed), strength));
        return Math.abs(Math.log(varianceY / momentsOf(ink).varianceY)) / 2;
      });
      return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    });
    expect(changes[1]).toBeGreaterThan(0.05);
    expect(changes[1]).toBeLessThan(0.3);
    expect(changes[0]).toBeLessThan((changes[1] as number) / 2);
  });
});
