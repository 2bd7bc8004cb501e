import { describe, expect, it } from 'vitest';
import { pitchClassName, pitchClassNamed, pitchClassOf, pitchName } from './pitchClasses.ts';

describe('pitch classes', () => {
  it('repeat at the octave, below 0 too', () => {
    expect([60, 61, 71, 72, 0, -1, -12].map(pitchClassOf)).toEqual([0, 1, 11, 0, 0, 11, 0]);
  });

  it.each([
    ['C', 0],
    ['B#', 0],
    ['C#', 1],
    ['Db', 1],
    ['D♭', 1],
    ['F##', 7],
    ['Fx', 7],
    ['G♯', 8],
    ['Bbb', 9],
    ['Cb', 11],
  ])('of %s', (name, pitchClass) => {
    expect(pitchClassNamed(name)).toBe(pitchClass);
  });

  it.each(['', 'H', 'c', 'C###', 'Cb#', 'C '])('has none of that name: "%s"', (name) => {
    expect(pitchClassNamed(name)).toBeUndefined();
  });

  it('have names that lead back to them', () => {
    for (let pitchClass = 0; pitchClass < 12; pitchClass++)
      expect(pitchClassNamed(pitchClassName(pitchClass))).toBe(pitchClass);
  });
});

it('pitchName counts octaves as scientific notation does', () => {
  expect([60, 59, 69, 21, 108, 0, 127].map(pitchName)).toEqual(['C4', 'B3', 'A4', 'A0', 'C8', 'C-1', 'G9']);
});
