import { describe, expect, it } from 'vitest';
import { characterEdits, editRate, tokenEdits } from './editRate.ts';

describe('editRate', () => {
  it('counts the edits of the shortest way', () => {
    expect(characterEdits('sitting', 'kitten')).toEqual({ edits: 3, length: 6 });
    expect(characterEdits('', 'abc')).toEqual({ edits: 3, length: 3 });
    expect(characterEdits('abc', '')).toEqual({ edits: 3, length: 0 });
  });

  it('counts characters, not units of UTF-16', () => {
    expect(characterEdits('a😀c', 'a🎉c')).toEqual({ edits: 1, length: 3 });
  });

  it('counts words as wholes', () => {
    expect(tokenEdits(['the', 'cat', 'sat'], ['the', 'fat', 'cat', 'sat'])).toEqual({ edits: 1, length: 4 });
  });

  it('weighs each text by its length, and can exceed 1', () => {
    expect(editRate([characterEdits('ab', 'ab'), characterEdits('xxxxxx', 'ab')])).toBe(6 / 4);
    expect(editRate([])).toBeNaN();
  });
});
