import { describe, expect, it } from 'vitest';
import { makeQuarters, makeScore } from '../score.fixture.ts';
import { scoreSeconds, withTempo } from './scoreTime.ts';

const parts = [{ notes: makeQuarters([60, 62]) }, { notes: makeQuarters([48], 5) }];
const tempos = [
  { onset: 2, tempo: 60 },
  { onset: 4, tempo: 240 },
  { onset: 100, tempo: 1 },
];

describe('scoreSeconds', () => {
  it('goes by the tempo of each stretch, 120 where none is said', () => {
    expect(scoreSeconds(makeScore({ parts }))).toBe(3);
    expect(scoreSeconds(makeScore({ parts, tempos }))).toBe(1 + 2 + 0.5);
    expect(scoreSeconds(makeScore({}))).toBe(0);
  });
});

describe('withTempo', () => {
  it('makes all of a score faster, what has no tempo too', () => {
    expect(scoreSeconds(withTempo(makeScore({ parts }), 2))).toBe(1.5);
    expect(scoreSeconds(withTempo(makeScore({ parts, tempos }), 0.5))).toBe(7);
  });
});
