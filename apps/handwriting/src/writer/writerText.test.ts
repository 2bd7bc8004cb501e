import { describe, expect, it } from 'vitest';
import { END, plainText, writerText } from './writerText.ts';

const text = writerText(['a', 'b', "'", '-', 'e', 's']);

describe('writerText', () => {
  it('has a token for each character, and one for the end', () => {
    expect([...text.encode('ab')]).toEqual([1, 2, END]);
    expect([...text.encode('')]).toEqual([END]);
  });

  it('says which characters it has not learned, once each', () => {
    expect(() => text.encode('aXbX🎉')).toThrow(/learned \(ab'-es\), got "X" "🎉"\./u);
  });
});

describe('plainText', () => {
  const known = new Set(text.characters);
  it('writes what has an accent without it, and plain marks for typographic ones', () => {
    expect(plainText('àé’–ß', known)).toEqual({ text: "ae'-ss", replaced: ['à', 'é', '’', '–', 'ß'] });
  });

  it('leaves what nothing stands for', () => {
    expect(plainText('a漢ö', known)).toEqual({ text: 'a漢ö', replaced: [] });
  });
});
