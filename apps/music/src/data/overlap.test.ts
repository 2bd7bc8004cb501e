import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { countOverlaps, OVERLAP_NOTES, struckPitches } from './overlap.ts';

const tune = [60, 62, 64, 65, 67, 65, 64, 62, 60, 67, 65, 69, 71, 72, 60, 67, 64, 62];

describe('countOverlaps', () => {
  it.each([
    ['the tune itself', tune, 1],
    ['the tune in another key', tune.map((pitch) => pitch + 5), 1],
    ['16 of its notes', tune.slice(1, 1 + OVERLAP_NOTES), 1],
    ['15 of its notes', tune.slice(0, OVERLAP_NOTES - 1), 0],
    ['16 of its notes among others', [48, ...tune.slice(0, OVERLAP_NOTES), 90], 1],
    ['its notes with rests between', tune.flatMap((pitch) => [pitch, REST]), 1],
    ['the tune upside down', tune.map((pitch) => 120 - pitch), 0],
    ['no notes', [], 0],
  ])('of %s', (_, other, count) => {
    expect(countOverlaps([other], [[55, 57], tune])).toBe(count);
  });

  it('counts pieces, not runs', () => {
    expect(countOverlaps([tune, tune.toReversed(), tune], [tune])).toBe(2);
  });
});

describe('struckPitches', () => {
  it('passes over what is held, and begins again after a rest', () => {
    expect(struckPitches([60, 60, 62, REST, REST, 62, 62, 60])).toEqual([60, 62, 62, 60]);
  });
});
