import { describe, expect, it } from 'vitest';
import { makeScore } from '../score.fixture.ts';
import { barsOf } from './bars.ts';

const common = { onset: 0, beats: 4, unit: 4 };

function outline(score: Parameters<typeof barsOf>[0], end: number) {
  return barsOf(score, end).map(({ number, onset, end: barEnd }) => [number, onset, barEnd]);
}

describe('barsOf', () => {
  it('counts from 1, up to the bar that the end is in', () => {
    expect(outline(makeScore({ meters: [common] }), 8)).toEqual([
      [1, 0, 4],
      [2, 4, 8],
    ]);
    expect(outline(makeScore({ meters: [common] }), 8.25)).toHaveLength(3);
  });

  it('has one bar of four quarters where nothing is known', () => {
    expect(barsOf(makeScore({}), 0)).toEqual([
      { onset: 0, end: 4, number: 1, beats: [1, 2, 3], meter: { beats: 4, unit: 4 } },
    ]);
  });

  it('does not count an upbeat, whose beats are the last of a bar', () => {
    const bars = barsOf(makeScore({ meters: [{ ...common, beats: 3 }], upbeat: 1.5 }), 5);
    expect(bars.map(({ number, onset, beats }) => [number, onset, beats])).toEqual([
      [0, 0, [0.5]],
      [1, 1.5, [2.5, 3.5]],
      [2, 4.5, [5.5, 6.5]],
    ]);
  });

  it('begins a bar at a change of meter, in the middle of another too', () => {
    const meters = [common, { onset: 6, beats: 3, unit: 4 }];
    expect(outline(makeScore({ meters }), 10)).toEqual([
      [1, 0, 4],
      [2, 4, 6],
      [3, 6, 9],
      [4, 9, 12],
    ]);
  });

  it.each([
    [6, 8, [1.5]],
    [12, 8, [1.5, 3, 4.5]],
    [3, 8, [0.5, 1]],
    [2, 2, [2]],
    [5, 4, [1, 2, 3, 4]],
  ])('has the beats of %i/%i', (beats, unit, expected) => {
    expect(barsOf(makeScore({ meters: [{ onset: 0, beats, unit }] }), 1)[0]?.beats).toEqual(expected);
  });
});
