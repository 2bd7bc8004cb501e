import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { CADENCE, gridOf } from './grids.fixture.ts';
import { countCrossings, countRangeViolations, parallelsIn } from './voiceLeading.ts';

const golden = loadGolden('musicStatistics') as {
  grids: {
    voices: number[][];
    parallels: [step: number, upper: number, lower: number, interval: string][];
  }[];
};

const voicesOf = (...voices: readonly (readonly number[])[]) => ({
  voices: voices.map((voice) => Int16Array.from(voice)),
});

describe('parallelsIn', () => {
  it.each(golden.grids.map((grid, index) => ({ ...grid, index })))('equals music21, grid $index', (grid) => {
    expect(grid.parallels.length).toBeGreaterThan(10);
    const ours = parallelsIn(voicesOf(...grid.voices)).map(
      ({ step, upper, lower, interval }) => [step, upper, lower, interval] as const,
    );
    const order = (one: readonly [number, number, number, string], other: typeof one) =>
      one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
    expect(ours.toSorted(order)).toEqual(grid.parallels);
  });

  it.each([
    ['fifths', [67, 69], [60, 62], 'fifth'],
    ['fifths downwards, a leap', [79, 74], [60, 55], 'fifth'],
    ['a fifth to a twelfth', [67, 81], [60, 62], 'fifth'],
    ['octaves', [72, 74], [60, 62], 'octave'],
    ['unisons', [60, 62], [60, 62], 'octave'],
    ['a unison to an octave', [60, 74], [60, 62], 'octave'],
    ['fifths of voices that are crossed', [60, 62], [67, 69], 'fifth'],
  ])('finds %s', (_, upper, lower, interval) => {
    expect(parallelsIn(voicesOf(upper, lower))).toEqual([{ step: 1, upper: 0, lower: 1, interval }]);
  });

  it.each([
    ['what is held', [67, 67], [60, 60]],
    ['oblique motion', [67, 67], [60, 48]],
    ['contrary motion, a fifth to a twelfth', [67, 69], [60, 50]],
    ['a hidden fifth', [64, 69], [60, 62]],
    ['a diminished fifth and a perfect one', [65, 67], [59, 60]],
    ['thirds', [64, 65], [60, 62]],
    ['a rest between', [67, REST, 69], [60, 60, 62]],
    ['voices that move one after the other', [67, 69, 69], [60, 60, 62]],
  ])('does not count %s', (_, upper, lower) => {
    expect(parallelsIn(voicesOf(upper, lower))).toEqual([]);
  });

  it('looks at all pairs of voices', () => {
    const grid = voicesOf([79, 81], [72, 74], [60, 62], [48, 47]);
    expect(parallelsIn(grid)).toEqual([
      { step: 1, upper: 0, lower: 1, interval: 'fifth' },
      { step: 1, upper: 0, lower: 2, interval: 'fifth' },
      { step: 1, upper: 1, lower: 2, interval: 'octave' },
    ]);
  });

  it('finds none in what a textbook allows', () => {
    expect(parallelsIn(CADENCE)).toEqual([]);
  });
});

describe('countCrossings', () => {
  it.each([
    [
      'a voice above the next one, however long',
      [
        [60, 60, 60, 72],
        [64, 65, 65, 65],
      ],
      1,
    ],
    [
      'it once more',
      [
        [60, 67, 60],
        [64, 65, 65],
      ],
      2,
    ],
    [
      'unisons not',
      [
        [60, 60],
        [60, 60],
      ],
      0,
    ],
    [
      'rests as an end',
      [
        [60, REST, 60],
        [62, 62, 62],
      ],
      2,
    ],
    [
      'silence below not',
      [
        [60, 60],
        [REST, REST],
      ],
      0,
    ],
    ['neighbours only', [[60], [62], [64]], 2],
  ])('counts %s', (_, voices, crossings) => {
    expect(countCrossings(voicesOf(...voices))).toBe(crossings);
  });
});

describe('countRangeViolations', () => {
  it('counts notes, not steps', () => {
    const grid = gridOf([
      [
        [59, 2],
        [60, 1],
        [79, 1],
        [80, 1],
        [REST, 1],
      ],
      [[55, 6]],
      [[48, 6]],
      [
        [39, 4],
        [63, 2],
      ],
    ]);
    expect(countRangeViolations(grid)).toBe(4);
    expect(countRangeViolations(CADENCE)).toBe(0);
  });

  it('takes other ranges', () => {
    expect(countRangeViolations(voicesOf([60, 61, 62]), [[61, 61]])).toBe(2);
  });
});
