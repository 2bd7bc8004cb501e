import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { handwritingData, hasHandwritingData } from '../files/handwritingData.fixture.ts';
import { ABSENT_WORDS } from './absentWords.ts';

/** What UNIPEN's words say; strokes, which make up the file, are not parsed. */
function unipenTexts(): { readonly text: string; readonly split: string }[] {
  const file = gunzipSync(readFileSync(handwritingData('unipen', 'unipen-words-cat6.ndjson.gz'))).toString();
  return file
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const fields = `${line.slice(0, line.indexOf('"s3"')).trimEnd().replace(/,$/u, '')}}`;
      return JSON.parse(fields) as { text: string; split: string };
    });
}

describe('words absent from the training', () => {
  it('are 200, of small letters, no two alike', () => {
    expect(new Set(ABSENT_WORDS).size).toBe(200);
    for (const word of ABSENT_WORDS) expect(word).toMatch(/^[a-z]{3,}$/u);
    const stems = new Set(ABSENT_WORDS.map((word) => word.slice(0, 4)));
    expect(stems.size).toBe(200);
  });

  it.skipIf(!hasHandwritingData)('are none of those in UNIPEN (skipped where it is not there)', () => {
    const texts = unipenTexts();
    expect(texts.length).toBeGreaterThan(50_000);
    const known = new Set(texts.map(({ text }) => text.toLowerCase()));
    expect(ABSENT_WORDS.filter((word) => known.has(word))).toEqual([]);

    // Within one of their share in the test split.
    const tests = texts.filter(({ text, split }) => split === 'test' && text.length >= 3);
    for (let length = 3; length <= 16; length++) {
      const share = tests.filter(({ text }) => text.length === length).length / tests.length;
      const count = ABSENT_WORDS.filter((word) => word.length === length).length;
      expect(Math.abs(count - 200 * share), `${length} letters`).toBeLessThan(1);
    }
  });
});
