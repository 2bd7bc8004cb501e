import { readFileSync } from 'node:fs';
import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { handwritingData, hasHandwritingData } from '../files/handwritingData.fixture.ts';
import { readHersheyFonts, type HersheyFont } from '../files/hershey.ts';
import { boundsOf, momentsOf } from '../strokes/geometry.ts';
import { zonesOf } from '../strokes/zones.ts';
import { fontWords, writeInFont } from './fontWords.ts';

/** A font of boxes on the line 22, an x 10 high and 8 wide, with an advance of 12. */
function boxFont(key: string, tops: Readonly<Record<string, number>>): HersheyFont {
  const paths = Array.from({ length: 94 }, (_, index) => {
    const top = tops[String.fromCharCode(33 + index)];
    return { d: top === undefined ? '' : `M2,${top} L10,${top} 10,22 2,22 2,${top}`, o: 6 };
  });
  const [font] = readHersheyFonts(JSON.stringify({ [key]: { name: key, chars: paths } }), 'fonts');
  return font as HersheyFont;
}

const font = boxFont('boxes', { o: 12, x: 12, n: 12, l: 2, H: 2 });

describe('writeInFont', () => {
  it('puts glyphs side by side by their advances, on the baseline, an x 1 high', () => {
    const written = writeInFont(font, 'xl');
    expect(written?.text).toBe('xl');
    expect(written?.strokes.map((stroke) => boundsOf([stroke]))).toEqual([
      { left: 0.2, right: 1, top: -1, bottom: 0 },
      {
        left: expect.closeTo(1.4, 12) as number,
        right: expect.closeTo(2.2, 12) as number,
        top: -2,
        bottom: 0,
      },
    ]);
  });

  it('leaves room for a space', () => {
    const [first, second] = writeInFont(font, 'x x')?.strokes ?? [];
    const gap = boundsOf(second ? [second] : []).left - boundsOf(first ? [first] : []).right;
    const [, next] = writeInFont(font, 'xx')?.strokes ?? [];
    const close = boundsOf(next ? [next] : []).left - boundsOf(first ? [first] : []).right;
    expect(gap - close).toBeGreaterThan(0.8);
  });

  it('takes the line from most letters, not from one that hangs below it', () => {
    const hanging = boxFont('hanging', { o: 12, n: 12, H: 2, l: 2, x: 16 });
    const below = readHersheyFonts(
      JSON.stringify({ f: { chars: [{ d: 'M2,16 L10,30', o: 6 }] } }),
      'fonts',
    )[0]?.glyphs.get('!');
    if (!below) throw new Error('no glyph');
    const glyphs = new Map([...hanging.glyphs, ['x', below] as const]);
    const [stroke] = writeInFont({ ...hanging, glyphs }, 'o')?.strokes ?? [];
    expect(boundsOf(stroke ? [stroke] : [])).toMatchObject({ top: -1, bottom: 0 });
  });

  it.each([
    ['a character that the font lacks', font, 'xy'],
    ['one outside ASCII', font, 'xé'],
    ['nothing', font, ''],
    ['spaces alone', font, '  '],
    ['a font of another script', boxFont('greek', { o: 12, x: 12, H: 2 }), 'x'],
    ['a font without letters', boxFont('digits', { '1': 2 }), '1'],
  ])('writes no %s', (_, ofFont, text) => {
    expect(writeInFont(ofFont, text)).toBeUndefined();
  });
});

describe('fontWords', () => {
  const other = boxFont('others', { o: 14, x: 14, n: 14, l: 6 });
  const words = ['ox', 'lox', 'no', 'Ho', 'yes'];
  const options = { count: 60, seed: 3 };

  it('writes words that its fonts can write, normalised, and says which font wrote them', () => {
    const inks = fontWords([font, boxFont('greek', { o: 12, x: 12 }), other], words, options);
    expect(inks.length).toBe(60);
    expect(new Set(inks.map(({ id }) => id)).size).toBe(60);
    expect(new Set(inks.map(({ writer }) => writer))).toEqual(new Set(['boxes', 'others']));
    expect(new Set(inks.map(({ text }) => text))).toEqual(new Set(['ox', 'lox', 'no', 'Ho']));
    for (const { strokes, text, writer, category } of inks) {
      expect(category).toBe('font');
      if (text === 'Ho') expect(writer).toBe('boxes');
      expect(strokes.length).toBe(text.length);
      expect(Math.sqrt(momentsOf(strokes).varianceY)).toBeCloseTo(0.25, 3);
      expect(boundsOf(strokes).left).toBeCloseTo(0, 3);
    }
  });

  it('is a function of the seed, and never draws a word twice alike', () => {
    const inks = fontWords([font, other], words, options);
    expect(fontWords([font, other], words, options)).toEqual(inks);
    expect(fontWords([font, other], words, { ...options, count: 20 })).toEqual(inks.slice(0, 20));
    expect(fontWords([font, other], words, { ...options, seed: 4 })).not.toEqual(inks);
    const drawn = fontWords([font], ['ox'], { count: 30, seed: 1 }).map(({ strokes }) =>
      String(strokes[0]?.x),
    );
    expect(new Set(drawn).size).toBe(30);
  });

  it('asks for letters, and for words that can be written', () => {
    const greek = boxFont('greek', { o: 12 });
    expect(() => fontWords([greek], words, options)).toThrow(InputError);
    expect(() => fontWords([greek], words, options)).toThrow('expected one with Latin letters, got greek');
    expect(() => fontWords([font], ['été'], options)).toThrow(
      'expected some that the fonts have the characters of, got 1',
    );
  });
});

describe.skipIf(!hasHandwritingData)('Hershey fonts (skipped: no handwriting in REPRISE_DATA)', () => {
  const load = () =>
    readHersheyFonts(readFileSync(handwritingData('hershey', 'hersheytext.json'), 'utf8'), 'hershey');

  it('of Latin letters write all of ASCII; those of other glyphs write nothing', () => {
    const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');
    const able = load().filter((one) => writeInFont(one, ascii) !== undefined);
    expect(able.map(({ key }) => key)).toEqual([
      'cursive',
      'futural',
      'futuram',
      'gothiceng',
      'gothicger',
      'gothicita',
      'scriptc',
      'scripts',
      'timesi',
      'timesib',
      'timesr',
      'timesrb',
    ]);
  });

  it('stand on the line with an x-height that zones find, too', () => {
    for (const one of load()) {
      const written = writeInFont(one, 'oneness');
      if (!written) continue;
      const { baseline, xHeight } = zonesOf(written.strokes, written.text);
      expect(Math.abs(baseline), one.key).toBeLessThan(0.1);
      expect(Math.abs(xHeight - 1), one.key).toBeLessThan(0.1);
    }
  });
});
