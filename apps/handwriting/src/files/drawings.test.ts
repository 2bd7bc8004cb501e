import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { readText } from './fileText.ts';
import { handwritingData, hasHandwritingData } from './handwritingData.fixture.ts';
import { readHersheyFonts } from './hershey.ts';
import { inkFromJson } from './inkJson.ts';
import { readPenDigits } from './penDigits.ts';
import { readQuickDrawLine } from './quickDraw.ts';
import { readDrawings } from './strokeJson.ts';
import { readUnipenLine } from './unipenLine.ts';

const lists = (x: number[], y: number[], t?: number[]) => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  t: t && Float64Array.from(t),
});

describe('what lines and lists say', () => {
  it('UNIPEN as JSON lines', () => {
    const line =
      '{"id":"6/a/b#3","cat":"6","writer":"a/b","split":"test","text":"\\\\\\"Ah","ppi":254.0,"pps":10,"s3":[[0,0,0],[1,2,1],[3,-1,1]]}';
    expect(readUnipenLine(line, 'a')).toEqual({
      ink: {
        id: '6/a/b#3',
        text: '"Ah',
        writer: 'a/b',
        strokes: [lists([0, 1], [0, 2], [0, 0.1]), lists([4], [1], [0.2])],
      },
      category: '6',
      split: 'test',
      pointsPerInch: 254,
      pointsPerSecond: 10,
    });
  });

  it('Quick Draw, simplified and raw', () => {
    const line = (drawing: string) => `{"word":"cat","recognized":true,"key_id":"5","drawing":${drawing}}`;
    expect(readQuickDrawLine(line('[[[0,5],[1,6]],[[7],[8]]]'), 'a')).toEqual({
      ink: { id: '5', text: 'cat', writer: undefined, strokes: [lists([0, 5], [1, 6]), lists([7], [8])] },
      recognized: true,
    });
    expect(readQuickDrawLine(line('[[[0,5],[1,6],[0,250]]]'), 'a').ink.strokes).toEqual([
      lists([0, 5], [1, 6], [0, 0.25]),
    ]);
  });

  it('pen digits, with the label one-hot or as a number', () => {
    const points = '0,100,1,90,2,80,3,70,4,60,5,50,6,40,7, 0';
    for (const label of ['0000000100', ' 7']) {
      expect(readPenDigits(`${points},${label}\r\n\n`, 'p.tra')).toEqual([
        {
          id: 'p.tra:1',
          text: '7',
          writer: undefined,
          strokes: [lists([0, 1, 2, 3, 4, 5, 6, 7], [0, 10, 20, 30, 40, 50, 60, 100])],
        },
      ]);
    }
  });

  it('a pen that is never lifted is lifted at the end; stroke-5 ends where it says', () => {
    const { train, test } = readDrawings(
      '{"train":[[[1,2,0],[1,1,0]]],"test":[[[1,2,1,0,0],[0,0,0,0,1],[9,9,1,0,0]]]}',
      'a',
    );
    expect(train[0]?.strokes).toEqual([lists([1, 2], [2, 3])]);
    expect(test[0]?.strokes).toEqual([lists([1], [2])]);
  });

  it('Hershey fonts', () => {
    const [font] = readHersheyFonts(
      '{"f":{"name":"F","chars":[{"d":"M0,1 L2,3 4,5 M6,7 L8,9","o":5},{"d":"","o":3}]}}',
      'h',
    );
    expect(font?.glyphs.get('!')).toEqual({
      ink: {
        id: 'f/!',
        text: '!',
        writer: undefined,
        strokes: [lists([0, 2, 4], [1, 3, 5]), lists([6, 8], [7, 9])],
      },
      advance: 10,
    });
    expect(font?.glyphs.get('"')).toEqual({ ink: undefined, advance: 6 });
  });
});

describe('what is refused, with its place', () => {
  const many = JSON.stringify(Array.from({ length: 1_000_000 }, () => [1, 1, 0]));
  it.each([
    ['no JSON', () => readDrawings('{', 'a'), 'a: expected JSON'],
    [
      'other JSON',
      () => readDrawings('[1]', 'a'),
      'a: expected {train, valid, test} of drawings in stroke-3, got [1]',
    ],
    ['no lists', () => readDrawings('{"train":3}', 'a'), 'a, train: expected a list of drawings, got 3'],
    [
      'no points',
      () => readDrawings('{"train":[[]]}', 'a'),
      'a, train, drawing 1: expected points of a pen, got none',
    ],
    [
      'half a point',
      () => readDrawings('{"test":[[[1,2,0]],[[1,2]]]}', 'a'),
      'a, test, drawing 2, point 1: expected [dx, dy, pen up]',
    ],
    [
      'null for NaN',
      () => readDrawings('{"test":[[[1,null,0]]]}', 'a'),
      'point 1: expected [dx, dy, pen up]',
    ],
    [
      'a pen half up',
      () => readDrawings('{"test":[[[1,2,0.5]]]}', 'a'),
      'expected the state of the pen as 0 and 1, got [0.5]',
    ],
    [
      'a pen in two states',
      () => readDrawings('{"test":[[[1,2,1,1,0]]]}', 'a'),
      'expected the state of the pen as 0 and 1',
    ],
    [
      'sums beyond numbers',
      () => readDrawings('{"test":[[[1e308,0,0],[1e308,0,0]]]}', 'a'),
      'point 2: expected finite numbers',
    ],
    [
      'a million points',
      () => readDrawings(`{"test":[${many}]}`, 'a'),
      'expected at most 100000 points in one ink, got 1000000',
    ],
    [
      'a line of another set',
      () => readUnipenLine('{"a":1}', 'a, line 3'),
      'a, line 3: expected {id, text, s3',
    ],
    [
      'a rate of nothing',
      () => readUnipenLine('{"pps":0,"s3":[[1,1,1]]}', 'a'),
      'a, pps: expected more than 0, got 0',
    ],
    [
      'a text that is none',
      () => readUnipenLine('{"text":1,"s3":[[1,1,1]]}', 'a'),
      'a, text: expected a string, got 1',
    ],
    ['no drawing', () => readQuickDrawLine('{"word":"cat"}', 'a'), 'a: expected {word, drawing'],
    [
      'lists of two lengths',
      () => readQuickDrawLine('{"drawing":[[[1,2],[1]]]}', 'a'),
      'a, stroke 1: expected lists of one length, got 2, 1',
    ],
    [
      'no lists of numbers',
      () => readQuickDrawLine('{"drawing":[[[1,"2"],[1,2]]]}', 'a'),
      'a, stroke 1: expected [[x…], [y…]]',
    ],
    [
      'too few coordinates',
      () => readPenDigits('1,2,3\n', 'p'),
      'p, line 1: expected 16 coordinates and a digit',
    ],
    [
      'no digit',
      () => readPenDigits(`${'1,'.repeat(16)}11\n`, 'p'),
      'p, line 1: expected a digit, or ten figures',
    ],
    ['an empty file', () => readPenDigits('\n', 'p'), 'p: expected pen digits'],
    ['no fonts', () => readHersheyFonts('{}', 'h'), 'h: expected fonts'],
    [
      'a glyph without a path',
      () => readHersheyFonts('{"f":{"chars":[{"o":1}]}}', 'h'),
      'h, f, glyph 1: expected {d: a path',
    ],
    [
      'ink of two lengths',
      () => inkFromJson('{"format":"reprise-ink","inks":[{"strokes":[{"x":[1],"y":[]}]}]}', 'i'),
      'i, ink 1, stroke 1: expected lists of one length, got 1 x, 0 y',
    ],
    [
      'ink of no list',
      () => inkFromJson('{"format":"reprise-ink","inks":3}', 'i'),
      'i: expected {"format": "reprise-ink"',
    ],
  ])('%s', (_, work, message) => {
    expect(work).toThrow(InputError);
    expect(work).toThrow(message);
  });
});

describe.skipIf(!hasHandwritingData)('the data sets (skipped where REPRISE_DATA does not hold them)', () => {
  it('pen digits', async () => {
    for (const [file, count] of [
      ['pendigits.tra', 7494],
      ['pendigits.tes', 3498],
    ] as const) {
      const digits = readPenDigits(await readText(handwritingData('pendigits', file)), file);
      expect(digits.length).toBe(count);
      expect(new Set(digits.map(({ text }) => text)).size).toBe(10);
    }
  });

  it('kanji', async () => {
    const { train, valid, test } = readDrawings(
      await readText(handwritingData('kanji', 'kanji.rdp100.json.gz')),
      'kanji',
    );
    expect([train.length, valid.length, test.length]).toEqual([10_358, 600, 500]);
  });

  it('Hershey fonts', async () => {
    const fonts = readHersheyFonts(await readText(handwritingData('hershey', 'hersheytext.json')), 'hershey');
    expect(fonts.length).toBe(23);
    const glyph = fonts.find(({ key }) => key === 'futural')?.glyphs.get('A');
    expect(glyph?.advance).toBe(18);
    expect(glyph?.ink?.strokes.map(({ x }) => x.length)).toEqual([2, 2, 2]);
  });
});
