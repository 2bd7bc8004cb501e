import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../strokes/geometry.ts';
import { drawMark, MARKS } from './marks.ts';

const drawn = (mark: string, slant = 0) =>
  Array.from({ length: 50 }, (_, seed) => drawMark(mark, Rng.fromSeed(seed), slant) ?? []);

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('drawMark', () => {
  it('draws each mark, never twice the same, the same for one seed', () => {
    for (const mark of MARKS) {
      const rng = Rng.fromSeed(3);
      expect(drawMark(mark, rng)).toEqual(drawMark(mark, rng));
      expect(drawMark(mark, rng)).not.toEqual(drawMark(mark, Rng.fromSeed(4)));
    }
    expect(drawMark('a', Rng.fromSeed(1))).toBeUndefined();
  });

  it('puts stops on the line, commas through it, quotes above, hyphens between', () => {
    const middles = (mark: string): number =>
      meanOf(
        drawn(mark).map((strokes) => {
          const { top, bottom } = boundsOf(strokes);
          return (top + bottom) / 2;
        }),
      );
    expect(Math.abs(middles('.'))).toBeLessThan(0.15);
    expect(middles(',')).toBeGreaterThan(0.05);
    expect(middles("'")).toBeLessThan(-1);
    expect(middles('-')).toBeGreaterThan(-0.8);
    expect(middles('-')).toBeLessThan(-0.3);
  });

  it('leans with the writing', () => {
    const widths = [0, 1].map((slant) =>
      meanOf(
        drawn('!', slant).map((strokes) => {
          const { left, right } = boundsOf(strokes);
          return right - left;
        }),
      ),
    );
    expect((widths[1] as number) - (widths[0] as number)).toBeGreaterThan(0.8);
  });
});
