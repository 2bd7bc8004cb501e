import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { splitOfName } from '@reprise/app/corpus';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { writeIamStrokes, writeIamTranscription } from '../files/iamXml.ts';
import { drawnInk } from '../files/inks.fixture.ts';
import { streamIamFolder } from './iamFolder.ts';
import { loadLabelledInk, loadLines } from './labelledInk.ts';

const scratch = mkdtempSync(join(tmpdir(), 'iam-folder-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const LISTS = {
  'trainset.txt': 'a01-000u\r\na01-000x\n',
  'testset_v.txt': ' a02-005\n',
  'testset_t.txt': 'b01-010z\n',
  'testset_f.txt': 'b01-010\n\nz09-999\n',
};
const WRITERS: Readonly<Record<string, string>> = { 'a01-000u': '10101', 'a02-005': '10202', 'b01-010': '0' };

let made = 0;

/** Five forms of two lines and one in no list, laid out as they are distributed, with some files other or gone. */
function makeFolder(files: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = { ...LISTS };
  for (const form of ['a01-000u', 'a01-000x', 'a02-005', 'b01-010z', 'b01-010', 'c03-000']) {
    const folder = `${form.slice(0, 3)}/${form.slice(0, 7)}`;
    all[`ascii/${folder}/${form}.txt`] = writeIamTranscription([`${form} one`, `${form} two`]);
    all[`lineStrokes/${folder}/${form}-01.xml`] = writeIamStrokes(drawnInk(1));
    all[`lineStrokes/${folder}/${form}-02.xml`] = writeIamStrokes(drawnInk(2));
    const writer = WRITERS[form];
    if (writer !== undefined) {
      all[`original/${folder}/strokes${form.slice(7)}.xml`] =
        `<?xml version="1.0"?>\n<WhiteboardCaptureSession><General><Form id="${form}" writerID="${writer}"/></General>`;
    }
  }
  const path = join(scratch, `iam ${made++}`);
  for (const [name, content] of Object.entries({ ...all, ...files })) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

async function readAll(path: string) {
  const dropped: string[] = [];
  const rows: [string, string, string | undefined, string | undefined][] = [];
  for await (const { ink, split } of streamIamFolder(path, (reason) => dropped.push(reason))) {
    rows.push([ink.id, split, ink.text, ink.writer]);
  }
  return { rows, dropped };
}

const NO_LISTS = Object.fromEntries(Object.keys(LISTS).map((name) => [name, undefined]));

describe('a folder of IAM-OnDB', () => {
  it('has the splits of the benchmark, texts and writers', async () => {
    const { rows, dropped } = await readAll(makeFolder());
    expect(rows).toEqual([
      ['a01-000u-01', 'train', 'a01-000u one', '10101'],
      ['a01-000u-02', 'train', 'a01-000u two', '10101'],
      ['a01-000x-01', 'train', 'a01-000x one', undefined],
      ['a01-000x-02', 'train', 'a01-000x two', undefined],
      ['a02-005-01', 'valid', 'a02-005 one', '10202'],
      ['a02-005-02', 'valid', 'a02-005 two', '10202'],
      ['b01-010-01', 'test', 'b01-010 one', undefined],
      ['b01-010-02', 'test', 'b01-010 two', undefined],
      ['b01-010z-01', 'valid', 'b01-010z one', undefined],
      ['b01-010z-02', 'valid', 'b01-010z two', undefined],
    ]);
    expect(dropped).toEqual(Array(2).fill('whose form is in none of the lists'));
  });

  it('keeps the strokes as they were written', async () => {
    for await (const { ink } of streamIamFolder(makeFolder())) {
      const { strokes } = drawnInk(ink.id.endsWith('-01') ? 1 : 2);
      expect(ink.strokes.map(({ x, y }) => [x, y])).toEqual(strokes.map(({ x, y }) => [x, y]));
    }
  });

  it('may have its lists in task1', async () => {
    const lists = Object.fromEntries(Object.entries(LISTS).map(([name, text]) => [`task1/${name}`, text]));
    const { rows } = await readAll(makeFolder({ ...NO_LISTS, ...lists }));
    expect(rows).toEqual((await readAll(makeFolder())).rows);
  });

  it('without lists is split by writers, else by forms', async () => {
    const { rows, dropped } = await readAll(makeFolder(NO_LISTS));
    expect(rows.length).toBe(12);
    expect(dropped).toEqual([]);
    for (const [id, split, , writer] of rows) expect(split).toBe(splitOfName(writer ?? id.slice(0, -3)));
  });

  it('counts lines without a transcription, and ignores what else lies about', async () => {
    const folder = makeFolder({
      'ascii/a01/a01-000/a01-000u.txt': writeIamTranscription(['one line only']),
      'ascii/a01/a01-000/a01-000x.txt': undefined,
      'ascii/a02/a02-005/a02-005.txt': 'OCR:\n\nnothing after it\n',
      'lineStrokes/a01/a01-000/._a01-000u-01.xml': 'of another system',
      'lineStrokes/readme.txt': 'read me',
    });
    const { rows, dropped } = await readAll(folder);
    expect(rows.map(([id]) => id)).toEqual([
      'a01-000u-01',
      'b01-010-01',
      'b01-010-02',
      'b01-010z-01',
      'b01-010z-02',
    ]);
    expect(dropped.filter((reason) => reason === 'without a transcription').length).toBe(5);
  });

  it.each([
    [{ 'testset_f.txt': undefined }, 'missing: testset_f.txt'],
    [
      { 'testset_f.txt': 'a01-000u\n' },
      'testset_f.txt, line 1: expected each form in one list, got a01-000u',
    ],
    [{ 'trainset.txt': 'a01-000u\n<html>\n' }, 'trainset.txt, line 2: expected a form such as a01-000u'],
    [{ 'lineStrokes/a01/a01-000/a01-000u-02.xml': '<ink/>' }, 'a01-000u-02.xml: expected IAM-OnDB'],
    [{ 'lineStrokes/a01/a01-000/a01-000u-02.xml': '<Whiteboard' }, 'a01-000u-02.xml'],
  ])('is refused where it is damaged: %j', async (files, message) => {
    const reading = readAll(makeFolder(files));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('is told from other folders', async () => {
    const other = join(scratch, 'other');
    mkdirSync(other);
    await expect(readAll(other)).rejects.toThrow(`${other}: expected a folder of IAM-OnDB`);
    mkdirSync(join(other, 'lineStrokes'));
    await expect(readAll(other)).rejects.toThrow('lineStrokes: expected lines such as');
  });
});

describe('where ink is loaded', () => {
  it('a folder of IAM-OnDB is data as files are', async () => {
    const { train, valid, test, warnings } = await loadLabelledInk({ data: [makeFolder()] });
    expect([train, valid, test].map((inks) => inks.length)).toEqual([4, 4, 2]);
    expect(train[0]).toMatchObject({ id: 'a01-000u-01', text: 'a01-000u one', writer: '10101' });
    expect(warnings).toEqual(['left out: 2 whose form is in none of the lists']);
    expect((await loadLines([makeFolder(NO_LISTS)])).lines.length).toBe(12);
  });

  it('a folder that is none says so', async () => {
    await expect(loadLabelledInk({ data: [scratch] })).rejects.toThrow('expected a folder of IAM-OnDB');
    await expect(loadLabelledInk({ data: [join(scratch, 'none')] })).rejects.toThrow('no such file');
  });
});
