import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../strokes/geometry.ts';
import { strokeOf } from '../strokes/strokes.fixture.ts';
import { composeInk, type Written } from './composeInk.ts';

/** A word as boxes of x-height 2, of any size and anywhere. */
function word(text: string, scale = 1): Written {
  const strokes = Array.from(text).map((_, index) => {
    const [left, right] = [scale * index, scale * (index + 0.9)];
    return strokeOf([left, 0], [right, 0], [right, 2 * scale], [left, 2 * scale]);
  });
  return { text, strokes };
}

describe('composeInk', () => {
  it('says what its pieces say, and keeps all their strokes', () => {
    const { text, strokes } = composeInk([word('non'), ' ', word('sum', 100), '.'], Rng.fromSeed(1));
    expect(text).toBe('non sum.');
    expect(strokes.length).toBe(7);
  });

  it('brings words to one baseline and size, whatever they came in', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { strokes } = composeInk([word('non'), ' ', word('sum', 100)], Rng.fromSeed(seed));
      for (const stroke of strokes) {
        const { top, bottom } = boundsOf([stroke]);
        expect(Math.abs(bottom)).toBeLessThan(0.3);
        expect(Math.abs(top + 1)).toBeLessThan(0.4);
      }
    }
  });

  it('leaves more room for a space than within words, and puts nothing over another piece', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { strokes } = composeInk([word('no'), ' ', word('no'), word('we')], Rng.fromSeed(seed));
      const boxes = strokes.map((stroke) => boundsOf([stroke]));
      const gap = (at: number): number => (boxes[at]?.left ?? 0) - (boxes[at - 1]?.right ?? 0);
      const [within, space, joined] = [gap(1), gap(2), gap(4)];
      expect(joined).toBeGreaterThan(0);
      expect(space).toBeGreaterThan(within + 0.4);
      expect(space).toBeGreaterThan(joined);
    }
  });

  it('refuses what is neither a space nor a mark', () => {
    expect(() => composeInk([word('no'), '@'], Rng.fromSeed(1))).toThrow(
      /expected a space or one of .* got "@"/u,
    );
  });
});
