import { describe, expect, it } from 'vitest';
import { estimateKey, parseKey } from '../theory/key.ts';
import { bringHome, homeShift } from './home.ts';
import { pieceOf } from './piece.fixture.ts';

describe('homeShift', () => {
  it.each([
    ['C', 0],
    ['A minor', 0],
    ['G', 5],
    ['E minor', 5],
    ['F', -5],
    ['D minor', -5],
    ['D', -2],
    ['Bb', 2],
    ['F# major', -6],
    ['Eb minor', -6],
  ])('of %s is %i', (key, semitones) => {
    expect(homeShift(parseKey(key))).toBe(semitones);
  });
});

describe('bringHome', () => {
  const scale = [69, 71, 73, 74, 76, 74, 73, 71, 69];
  const bass = [45, 45, 45, 52, 52, 52, 52, 45, 45];
  const silence = scale.map(() => null);

  it('moves every voice alike, into C major', () => {
    const piece = pieceOf([scale, silence, silence, bass]);
    expect(estimateKey(piece)).toEqual(parseKey('A'));
    const home = bringHome(piece);
    expect([...home.voices[0]!]).toEqual(scale.map((pitch) => pitch + 3));
    expect([...home.voices[3]!]).toEqual(bass.map((pitch) => pitch + 3));
    expect([...home.voices[1]!]).toEqual(silence.map(() => -1));
    expect(bringHome(home)).toEqual(home);
  });
});
