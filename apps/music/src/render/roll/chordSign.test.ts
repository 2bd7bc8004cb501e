import { describe, expect, it } from 'vitest';
import { chordSign } from './chordSign.ts';

const names = (fifths: number) =>
  Array.from({ length: 12 }, (_, root) => chordSign({ root, quality: 'major' }, fifths)).join(' ');

describe('chordSign', () => {
  it.each([
    [0, 'C C♯ D E♭ E F F♯ G A♭ A B♭ B'],
    [-3, 'C D♭ D E♭ E F G♭ G A♭ A B♭ C♭'],
    [4, 'C C♯ D D♯ E F♯ F♯ G G♯ A A♯ B'.replace('F♯ F♯', 'E♯ F♯')],
  ])('spells roots as the key with %i sharps does', (fifths, expected) => {
    expect(names(fifths)).toBe(expected);
  });

  it('never needs two accidentals', () => {
    for (let fifths = -7; fifths <= 7; fifths++) expect(names(fifths)).not.toMatch(/♯♯|♭♭/);
    for (let fifths = -7; fifths <= 2; fifths++)
      for (let root = 0; root < 12; root++)
        expect(chordSign({ root, quality: 'diminished' }, fifths)).not.toMatch(/♯♯|♭♭/);
  });

  it.each([
    [0, 8, 'G♯°'],
    [0, 11, 'B°'],
    [1, 3, 'D♯°'],
    [-2, 6, 'F♯°'],
    [-3, 11, 'B°'],
    [-4, 4, 'E°'],
    [5, 10, 'A♯°'],
  ])('raises the leading tone: with %i sharps, of %i it makes %s', (fifths, root, expected) => {
    expect(chordSign({ root, quality: 'diminished' }, fifths)).toBe(expected);
  });

  it.each([
    ['minor', 'F♯m'],
    ['diminished', 'F♯°'],
    ['augmented', 'F♯+'],
    ['dominant', 'F♯7'],
    ['none', 'N.C.'],
  ] as const)('writes %s as %s', (quality, expected) => {
    expect(chordSign({ root: 6, quality }, 1)).toBe(expected);
  });
});
