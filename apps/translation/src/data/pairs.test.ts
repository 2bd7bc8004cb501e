import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { parseParallelFiles, readPairs } from './pairs.ts';

const folder = mkdtempSync(join(tmpdir(), 'pairs-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('parseParallelFiles', () => {
  it.each([
    ['fra.txt.gz', 'fra.txt.gz'],
    ['train.en,train.de', ['train.en', 'train.de']],
    [' a , b ', ['a', 'b']],
  ])('reads %j', (text, files) => {
    expect(parseParallelFiles(text)).toEqual(files);
  });

  it.each(['', ',b', 'a,', 'a,b,c'])('refuses %j', (text) => {
    expect(() => parseParallelFiles(text)).toThrow(InputError);
  });
});

describe('readPairs', () => {
  it('joins two files line by line, empty lines included', async () => {
    const pairs = await readPairs([file('a.en', 'one\n\nthree\n'), file('a.fr', 'un\ndeux\ntrois')]);
    expect(pairs).toEqual([
      { source: 'one', target: 'un' },
      { source: '', target: 'deux' },
      { source: 'three', target: 'trois' },
    ]);
  });

  it('reads two or three columns of one file', async () => {
    const pairs = await readPairs(file('pairs.tsv', 'Go.\tVa !\n\nHi.\tSalut !\tCC-BY 2.0 #538123\nx\t\n'));
    expect(pairs).toEqual([
      { source: 'Go.', target: 'Va !' },
      { source: '', target: '' },
      { source: 'Hi.', target: 'Salut !' },
      { source: 'x', target: '' },
    ]);
  });

  it.each([
    ['a line without a tab', 'a\tb\nno tab here\n', /pairs\.tsv, line 2: .*no tab in "no tab here"/],
    ['four columns', '1276\tHi.\t909\tSalut !\n', /pairs\.tsv, line 1: .*got 4 columns/],
  ])('refuses %s', async (_, text, message) => {
    const reading = readPairs(file('pairs.tsv', text));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses files of unequal length and says where the shorter one ends', async () => {
    const reading = readPairs([file('b.en', 'one\ntwo\nthree\n'), file('b.fr', 'un\ndeux\n')]);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(
      /3 lines in .*b\.en and 2 in .*b\.fr: .*b\.fr has nothing for line 3/,
    );
  });
});
