import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { drawGiven } from './drawGiven.ts';
import { triads } from './piece.fixture.ts';

const STEPS = 96;
const piece = triads(STEPS);
const DRAWS = 600;

/** How much of each voice is given. */
const drawn = Array.from({ length: DRAWS }, (_, draw) => {
  const given = drawGiven(piece, Rng.fromSeed(draw));
  return [0, 1, 2, 3].map((voice) => {
    let count = 0;
    for (let step = 0; step < STEPS; step++) count += given[step * 4 + voice] as number;
    return count / STEPS;
  });
});
const shareOf = (is: (voices: readonly number[]) => boolean) => drawn.filter(is).length / DRAWS;

describe('what is given in training', () => {
  it('is nothing in a quarter of the examples, the soprano alone in more than another', () => {
    expect(shareOf((voices) => voices.every((share) => share === 0))).toBeCloseTo(0.25, 1);
    const isSoprano = shareOf(
      ([soprano, ...others]) => soprano === 1 && others.every((share) => share === 0),
    );
    expect(isSoprano).toBeGreaterThan(0.24);
    expect(isSoprano).toBeLessThan(0.34);
  });

  it('is whole voices, of every kind, or all but spans', () => {
    const isWhole = (voices: readonly number[]) => voices.every((share) => share === 0 || share === 1);
    const kinds = new Set(drawn.filter(isWhole).map(String));
    // All sets of voices but all of them.
    expect(kinds.size).toBe(15);
    const spans = shareOf((voices) => !isWhole(voices));
    expect(spans).toBeGreaterThan(0.22);
    expect(spans).toBeLessThan(0.38);
  });

  it('is never all: there is something to learn', () => {
    expect(shareOf((voices) => voices.every((share) => share === 1))).toBe(0);
  });
});
