import { expect, it } from 'vitest';
import { CHORD_COUNT, chordAt, NO_CHORD } from './chordTokens.ts';

it('gives each root and quality a token of its own, and none what has no name', () => {
  const tokens = (['major', 'minor', 'diminished', 'augmented', 'dominant'] as const).flatMap((quality) =>
    Array.from({ length: 12 }, (_, root) => chordAt([{ onset: 0, chord: { root, quality } }], 0)),
  );
  expect(new Set([NO_CHORD, ...tokens]).size).toBe(CHORD_COUNT);
  expect(Math.max(...tokens)).toBe(CHORD_COUNT - 1);
  expect(chordAt([{ onset: 0, chord: { root: 3, quality: 'none' } }], 0)).toBe(NO_CHORD);
});

it('takes the last chord that has begun, thirds of a quarter included', () => {
  const chords = [0, 1 / 3, 2].map((onset, root) => ({ onset, chord: { root, quality: 'major' } as const }));
  expect([0, 0.3333, 1.9, 2].map((time) => chordAt(chords, time))).toEqual([1, 2, 2, 3]);
  expect(chordAt(chords.slice(1), 0)).toBe(NO_CHORD);
  expect(chordAt(undefined, 5)).toBe(NO_CHORD);
});
