import { describe, expect, it } from 'vitest';
import { melodyOfPairs } from './melody.fixture.ts';
import { EDGE, MelodyVocabulary, OTHER, vocabularyOf } from './melodyVocabulary.ts';

const tune = melodyOfPairs([60, 0.5], [64, 1 / 3], [62, 0.3333], [-1, 0.5], [67, 3]);

describe('MelodyVocabulary', () => {
  it('has the range of the training, room to move it, and the durations seen twice', () => {
    expect(vocabularyOf([tune], 2)).toEqual({ pitches: [58, 69], durations: [16, 24] });
    expect(vocabularyOf([tune], 100).pitches).toEqual([0, 127]);
    expect(vocabularyOf([], 0).durations).toHaveLength(1);
  });

  it('gives back what it encodes', () => {
    const vocabulary = new MelodyVocabulary(vocabularyOf([tune], 0));
    const { pitches, durations, ticks } = vocabulary.encode(tune);
    expect(Array.from(pitches, (token) => vocabulary.pitchOf(token))).toEqual([60, 64, 62, -1, 67]);
    expect(Array.from(durations, (token) => vocabulary.ticksOf(token))).toEqual([24, 16, 16, 24, undefined]);
    expect([...ticks]).toEqual([24, 16, 16, 24, 144]);
    expect([vocabulary.ticksOf(EDGE), vocabulary.pitchOf(EDGE)]).toEqual([undefined, undefined]);
    for (const token of [...pitches]) expect(token).toBeLessThan(vocabulary.pitchCount);
  });

  it('names what it lacks, at a price', () => {
    const vocabulary = new MelodyVocabulary({ pitches: [60, 72], durations: [48] });
    const { pitches, durations, otherNats } = vocabulary.encode(melodyOfPairs([59, 1], [60, 0.5], [73, 2]));
    expect([...pitches].map((token) => token === OTHER)).toEqual([true, false, true]);
    expect([...durations].map((token) => token === OTHER)).toEqual([false, true, true]);
    expect(otherNats).toBeCloseTo(2 * Math.log(128) + Math.log(24 * 25) + Math.log(96 * 97), 10);
  });

  it('gives all durations together no more than all of OTHER', () => {
    let total = 0;
    const vocabulary = new MelodyVocabulary({ pitches: [60, 60], durations: [] });
    for (let ticks = 1; ticks <= 4800; ticks++)
      total += Math.exp(-vocabulary.encode(melodyOfPairs([60, ticks / 48])).otherNats);
    expect(total).toBeCloseTo(1 - 1 / 4801, 6);
  });
});
