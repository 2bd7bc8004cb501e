import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a file is written with its folders, over what was there, and nothing is left beside it', () => {
  const path = join(folder, 'deep', 'result.json');
  writeWhole(path, 'first');
  writeWhole(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(join(folder, 'deep'))).toEqual(['result.json']);
});

test('where it cannot be written, that is the fault of the path given', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => {
    writeWhole(join(folder, 'file', 'result.json'), '');
  }).toThrow(
    expect.objectContaining({
      name: 'InputError',
      message: expect.stringContaining('cannot write') as string,
    }) as Error,
  );
});
