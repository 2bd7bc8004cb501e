import { describe, expect, it } from 'vitest';
import { cleanPairs, normalizePairs, normalizeText } from './cleaning.ts';

const pair = (source: string, target: string) => ({ source, target });

describe('normalizeText', () => {
  it.each([
    ['e\u0301te\u0301', 'été'],
    ['  two   spaces\t', 'two spaces'],
    ['Va\u202f!\u00a0Vite\u2028!', 'Va ! Vite !'],
    ['한', '한'],
    ['ﬁ ² ™', 'ﬁ ² ™'],
    [' \n ', ''],
  ])('%j is %j', (text, normal) => {
    expect(normalizeText(text)).toBe(normal);
  });
});

describe('cleanPairs', () => {
  it('counts what it leaves out, each pair for its first reason', () => {
    const pairs = [
      pair('one', 'un'),
      pair('', 'vide'),
      pair('empty', ''),
      pair('one', 'un'),
      pair('one', 'une'),
      pair('x'.repeat(21), 'y'.repeat(20)),
      pair('ab', 'abcdefg'),
      pair('x'.repeat(21), 'y'),
    ];
    expect(cleanPairs(pairs, { maxLength: 20, maxRatio: 3 })).toEqual({
      kept: [pair('one', 'un'), pair('one', 'une')],
      dropped: { empty: 2, duplicate: 1, tooLong: 2, unevenLengths: 1 },
    });
  });

  it('keeps what is just long and just uneven enough', () => {
    const edge = [
      pair('x'.repeat(20), 'y'.repeat(20)),
      pair('abcdef', 'ab'),
      pair('🙂'.repeat(20), 'z'.repeat(20)),
    ];
    expect(cleanPairs(edge, { maxLength: 20, maxRatio: 3 })).toEqual({ kept: edge, dropped: {} });
  });

  it('does not take pairs for duplicates whose texts only join to the same', () => {
    expect(cleanPairs([pair('a b', 'c'), pair('a', 'b c')]).kept).toHaveLength(2);
  });

  it('sees duplicates that differ in composition or spaces, once normalised', () => {
    const pairs = normalizePairs([pair('summer', 'été !'), pair(' summer', 'e\u0301te\u0301\u202f!')]);
    expect(cleanPairs(pairs)).toEqual({ kept: [pair('summer', 'été !')], dropped: { duplicate: 1 } });
  });
});
