import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@reprise/core/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { handwritingData, hasHandwritingData } from './handwritingData.fixture.ts';
import { decodeText } from './fileText.ts';
import { readUnipen } from './readUnipen.ts';
import { toStroke3 } from './stroke3.ts';
import { streamUnipenLines } from './lineFiles.ts';
import type { UnipenLine } from './unipenLine.ts';

const HEADER = '.VERSION 1.0\n.COORD X Y\n.POINTS_PER_SECOND 100\n';

describe('the format', () => {
  it('turns y downwards, times points, and cuts components where a segment says', () => {
    const text = `${HEADER}.WRITER_ID  anna \n.PEN_DOWN\n1 2\n3 4\n5 6\n.PEN_UP\n7 8\n.DT 50\n.PEN_DOWN
9 10
11 12
.PEN_UP
.SEGMENT WORD 0:1-2:0 GOOD "a\\"b\\\\c\\@"\n.SEGMENT CHARACTER 2 ?\n`;
    const [word, character] = readUnipen(text, 'a.dat');
    expect(word).toEqual({
      id: 'a.dat#0',
      text: 'a"b\\c',
      writer: 'anna',
      strokes: [
        { x: Float64Array.of(3, 5), y: Float64Array.of(-4, -6), t: expect.any(Float64Array) as Float64Array },
        { x: Float64Array.of(9), y: Float64Array.of(-10), t: expect.any(Float64Array) as Float64Array },
      ],
    });
    expect([...(word?.strokes[0]?.t ?? [])]).toEqual([0, expect.closeTo(0.01)]);
    // One point in the air, 50 ms of pause.
    expect([...(word?.strokes[1]?.t ?? [])]).toEqual([expect.closeTo(0.08)]);
    expect(character?.strokes.map(({ x }) => [...x])).toEqual([[9, 11]]);
    expect(character?.text).toBeUndefined();
  });

  it('reads columns in their order, time in milliseconds, lower case keywords and CR LF', () => {
    const [ink] = readUnipen('.coord T Y X Z\r\n.pen_down\r\n10 1 2 99\r\n30 3 4 99\r\n', 'a.dat', {
      yAxis: 'down',
    });
    expect(ink?.strokes).toEqual([
      { x: Float64Array.of(2, 4), y: Float64Array.of(1, 3), t: Float64Array.of(0, 30 / 1000 - 10 / 1000) },
    ]);
  });

  it('knows nothing of times without a rate', () => {
    expect(readUnipen('.PEN_DOWN\n1 2\n', 'a.dat')[0]?.strokes[0]?.t).toBeUndefined();
  });

  it('puts y in the unit of x', () => {
    const text = '.X_POINTS_PER_INCH 100\n.Y_POINTS_PER_MM 7.874015748\n.PEN_DOWN 0 0 10 20\n';
    expect(readUnipen(text, 'a.dat')[0]?.strokes[0]?.y[1]).toBeCloseTo(-10, 6);
  });

  it('goes on over lines, and leaves comments alone', () => {
    const text =
      '.COMMENT see\n  .5 of it, and .PEN_DOWN there\n.PEN_DOWN 1 2\n 3\n4\n.SEGMENT WORD 0\n GOOD\n "yes"\n';
    const [ink] = readUnipen(text, 'a.dat');
    expect(ink?.text).toBe('yes');
    expect(ink?.strokes[0]?.x).toEqual(Float64Array.of(1, 3));
  });

  it('includes files and chooses a level', () => {
    const files: Record<string, string> = { 'sub/b.dat': '.WRITER_ID w\n.PEN_DOWN 1 2 3 4\n' };
    const inks = readUnipen('.INCLUDE sub/b.dat\n.SEGMENT LINE 0 ? "l"\n.SEGMENT WORD 0:0 ? "w"\n', 'a.dat', {
      include: (path) => files[path],
      level: 'word',
    });
    expect(inks.map(({ id, text, writer }) => [id, text, writer])).toEqual([['a.dat#1', 'w', 'w']]);
    expect(inks[0]?.strokes[0]?.x).toEqual(Float64Array.of(1));
  });
});

describe('what is refused, with its place', () => {
  it.each([
    ['no keyword', 'hello', 'a.dat: expected UNIPEN'],
    ['no points', `${HEADER}.PEN_DOWN\n.PEN_UP\n`, 'a.dat: expected points of a pen, got none'],
    ['only a pen in the air', `${HEADER}.PEN_UP 1 2\n`, 'expected points of a pen, got none'],
    ['words for numbers', `${HEADER}.PEN_DOWN\n1 NaN\n`, 'a.dat, line 4: expected coordinates, got "NaN"'],
    [
      'half a point',
      `${HEADER}.PEN_DOWN\n1 2 3\n`,
      'a.dat, line 4: expected 2 numbers for each point (X Y), got 3',
    ],
    ['no X', '.COORD T Y\n', 'a.dat, line 1: expected X and Y in .COORD'],
    ['no rate', '.POINTS_PER_SECOND fast\n', 'a.dat, line 1: expected a number above 0'],
    [
      'a component too far',
      '.PEN_DOWN 1 2\n.SEGMENT WORD 0-1 ? "a"',
      'line 2: expected components before 1, got 1',
    ],
    ['a point too far', '.PEN_DOWN 1 2\n.SEGMENT WORD 0:0-0:5 ? "a"', 'component 0 before 1, got 0 to 5'],
    ['components backwards', '.PEN_DOWN 1 2\n.SEGMENT WORD 1-0 ? "a"', 'expected components in their order'],
    [
      'no components',
      '.PEN_DOWN 1 2\n.SEGMENT WORD "a"',
      'line 2: expected .SEGMENT, a level and components',
    ],
    ['a file outside', '.INCLUDE ../../etc/passwd\n', 'expected the path of a file beside this one'],
    ['a file that is not there', '.INCLUDE b.dat\n', 'the file to include, "b.dat", is not there'],
  ])('%s', (_, text, message) => {
    expect(() => readUnipen(text, 'a.dat')).toThrow(InputError);
    expect(() => readUnipen(text, 'a.dat')).toThrow(message);
  });

  it('files that include themselves', () => {
    const text = '.INCLUDE a.dat\n'.repeat(3);
    expect(() => readUnipen(text, 'a.dat', { include: () => text })).toThrow(
      'include each other without end',
    );
  });

  it('a million points in one segment', () => {
    const text = `.PEN_DOWN\n${'1 2\n'.repeat(1_000_000)}`;
    expect(() => readUnipen(text, 'a.dat')).toThrow('expected at most 100000 points in one ink, got 1000000');
  });

  it('warns of segments that do not fit, where somebody listens', () => {
    const warnings: string[] = [];
    const inks = readUnipen('.PEN_DOWN 1 2\n.SEGMENT WORD 4 ? "a"\n.SEGMENT WORD 0 ? "b"', 'a.dat', {
      warn: (message) => warnings.push(message),
    });
    expect(inks.map(({ id, text }) => [id, text])).toEqual([['a.dat#1', 'b']]);
    expect(warnings).toEqual(['a.dat, line 2: expected components before 1, got 4']);
  });
});

describe.skipIf(!hasHandwritingData)('the UNIPEN set (skipped where REPRISE_DATA does not hold it)', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'unipen-'));
    execFileSync('tar', ['-xJf', handwritingData('unipen', 'native-format-sample.tar.xz'), '-C', folder]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['unipen-chars.ndjson.gz', 33_165],
    ['unipen-words-cat6.ndjson.gz', 5_248],
  ])('says what %s says of it', async (file, count) => {
    const wanted = new Map<string, UnipenLine[]>();
    for await (const line of streamUnipenLines(handwritingData('unipen', file))) {
      const source = `${line.ink.id.split('#')[0]}.dat`;
      if (!existsSync(join(folder, 'data', source))) continue;
      wanted.set(source, [...(wanted.get(source) ?? []), line]);
    }
    let compared = 0;
    const different: string[] = [];
    for (const [source, lines] of wanted) {
      const include = (path: string) => decodeText(readFileSync(join(folder, 'include', path)));
      const text = decodeText(readFileSync(join(folder, 'data', source)));
      const name = source.slice(0, -'.dat'.length);
      const read = readUnipen(text, name, { include, warn: () => undefined });
      const inks = new Map(read.map((ink) => [ink.id, ink]));
      // The lines leave y as it is where the tablet's unit is not the same in x and y: one contributor's.
      const aspect = source.includes('/aga/') ? 979.3 / 856.7 : 1;
      for (const { ink } of lines) {
        const ours = inks.get(ink.id);
        const same =
          ours !== undefined && ours.text === ink.text && isDeepStrictEqual(steps(ours, aspect), steps(ink));
        if (!same) different.push(ink.id);
        compared++;
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBe(count);
  });
});

/** From its first point on, as whole units. */
function steps(ink: Ink, aspect = 1) {
  return toStroke3(ink)
    .slice(1)
    .map(([dx, dy, penUp]) => [dx, Math.round(dy * aspect) + 0, penUp]);
}
