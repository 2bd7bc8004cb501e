import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { writeIamStrokes, writeIamTranscription } from './iamXml.ts';
import { readInkFile, streamInkFile, writeInkFile } from './inkFile.ts';
import { drawnInk } from './inks.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'ink-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const inks = [drawnInk(1), drawnInk(2)];

describe('one door', () => {
  it.each(['a.svg', 'a.inkml', 'a.json'])('writes %s and reads it again', async (name) => {
    const path = join(folder, name);
    await writeInkFile(path, inks);
    expect(await readInkFile(path)).toEqual(inks);
    expect(readdirSync(folder).filter((entry) => entry.includes('.tmp'))).toEqual([]);
  });

  it('writes strokes alone as JSON, and one ink as IAM-OnDB', async () => {
    for (const json of ['stroke-3', 'stroke-5'] as const) {
      const path = join(folder, `${json}.json`);
      await writeInkFile(path, inks, { json });
      expect((await readInkFile(path)).map(({ strokes }) => strokes.length)).toEqual(
        inks.map(({ strokes }) => strokes.length),
      );
    }
    const path = join(folder, 'b.xml');
    await writeInkFile(path, inks.slice(0, 1));
    expect((await readInkFile(path))[0]?.strokes).toEqual(inks[0]?.strokes);
  });

  it('tells formats by what is inside', async () => {
    const read = async (name: string, content: string | Uint8Array) =>
      (await readInkFile(file(name, content))).map(({ text, strokes }) => [text, strokes.length]);
    const line = '{"text":"a","split":"test","s3":[[1,1,1]]}\n{"word":"b","drawing":[[[1],[1]],[[2],[2]]]}\n';
    expect(await read('c.ndjson', line)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await read('c.ndjson.gz', gzipSync(line))).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await read('c', line)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await read('c.json', '{"train":[[[1,1,1]]],"test":[[[1,1,1],[1,1,1]]]}')).toEqual([
      [undefined, 1],
      [undefined, 2],
    ]);
    expect(await read('d.json', '[[1,1,1]]')).toEqual([[undefined, 1]]);
    expect(await read('e.json', '{"f":{"chars":[{"d":"M0 0h1","o":5}]}}')).toEqual([['!', 1]]);
    expect(await read('f.tra', `${'1,'.repeat(16)}7\n`)).toEqual([['7', 1]]);
    expect(await read('g', '.VERSION 1.0\n.PEN_DOWN 1 2\n')).toEqual([[undefined, 1]]);
    expect(await read('h', '<?xml version="1.0"?><svg><path d="M0 0h1"/></svg>')).toEqual([[undefined, 1]]);
  });

  it('chooses a split and a font', async () => {
    const drawings = file('i.json', '{"train":[[[1,1,1]]],"test":[[[2,2,1]]]}');
    expect((await readInkFile(drawings, { split: 'test' })).map(({ id }) => id)).toEqual(['test/0']);
    await expect(readInkFile(drawings, { split: 'valid' })).rejects.toThrow(
      'expected ink, got none in the split "valid"',
    );
    const fonts = file(
      'j.json',
      '{"f":{"chars":[{"d":"M0 0h1","o":5}]},"g":{"chars":[{"d":"M0 0h1","o":5}]}}',
    );
    expect((await readInkFile(fonts, { font: 'g' })).map(({ id }) => id)).toEqual(['g/!']);
  });

  it("finds what UNIPEN includes and IAM-OnDB's text, where their folders have them", async () => {
    file('set/include/w/data/x.dat', '.PEN_DOWN 1 2\n');
    const unipen = file('set/data/1a/w/x.dat', '.INCLUDE w/data/x.dat\n.SEGMENT CHARACTER 0 ? "7"\n');
    expect((await readInkFile(unipen)).map(({ text }) => text)).toEqual(['7']);
    file('iam/ascii/a01/a01-000/a01-000u.txt', writeIamTranscription(['one', 'two']));
    const iam = file('iam/lineStrokes/a01/a01-000/a01-000u-02.xml', writeIamStrokes(drawnInk(3)));
    expect((await readInkFile(iam)).map(({ id, text }) => [id, text])).toEqual([['a01-000u-02', 'two']]);
  });

  it('reads lines no further than they are wanted', async () => {
    const path = file('k.ndjson', `{"s3":[[1,1,1]]}\n${'{"s3":[[1,1,1]]}\n'.repeat(9)}{broken\n`);
    for await (const ink of streamInkFile(path)) {
      expect(ink.strokes.length).toBe(1);
      break;
    }
    await expect(readInkFile(path)).rejects.toThrow('k.ndjson, line 11: expected JSON');
  });
});

describe('what is refused', () => {
  it.each([
    ['NumPy by its name', 'a.npz', 'anything', 'pickles'],
    ['NumPy by its bytes', 'b.json', 'PK\u0003\u0004', 'python -c'],
    ['another ending', 'c.svgg', 'hello', 'did you mean .svg?'],
    ['an empty file', 'd.json', '', 'd.json: expected JSON'],
    ['no lines', 'e.ndjson', '\n\n', 'e.ndjson: expected ink, got none'],
    [
      'damaged gzip',
      'f.ndjson.gz',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7),
      'f.ndjson.gz: damaged gzip file',
    ],
    [
      'a line without end',
      'g.ndjson',
      `{"s3":[${'[1,1,1],'.repeat(2.2e6)}`,
      'line 1: expected a line of at most',
    ],
  ])('%s', async (_, name, content, message) => {
    const path = file(`bad/${name}`, content);
    await expect(readInkFile(path)).rejects.toThrow(InputError);
    await expect(readInkFile(path)).rejects.toThrow(message);
  });

  it('files that are not there, and folders', async () => {
    await expect(readInkFile(join(folder, 'none.svg'))).rejects.toThrow('none.svg: no such file');
    await expect(readInkFile(folder)).rejects.toThrow('expected a file, got a folder');
  });

  it('what cannot be written', async () => {
    await expect(writeInkFile(join(folder, 'a.png'), inks)).rejects.toThrow('.svg, .inkml, .xml, .json');
    await expect(writeInkFile(join(folder, 'a.svg'), [])).rejects.toThrow('expected ink to write, got none');
    await expect(writeInkFile(join(folder, 'a.xml'), inks)).rejects.toThrow('holds one ink, got 2');
    const [x, y] = [Float64Array.of(1), Float64Array.of(NaN)];
    for (const strokes of [[], [{ x, y }]])
      await expect(writeInkFile(join(folder, 'a.svg'), [{ id: 'a', strokes }])).rejects.toThrow(
        /a\.svg: ink 1.*: expected (strokes|finite numbers)/u,
      );
  });
});
