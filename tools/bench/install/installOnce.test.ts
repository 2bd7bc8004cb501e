import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installOnce } from './installOnce.ts';

let cache: string;
let folder: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'reprise-install-'));
  folder = join(cache, 'peer');
});

afterEach(() => rmSync(cache, { recursive: true }));

const silent = (): void => undefined;

function writeContent(work: string): Promise<void> {
  writeFileSync(join(work, 'content'), 'whole');
  return Promise.resolve();
}

test('what is installed is not installed again, also by two at once', async () => {
  let count = 0;
  const build = (work: string): Promise<void> => {
    count++;
    return writeContent(work);
  };
  await Promise.all([installOnce(folder, silent, build), installOnce(folder, silent, build)]);
  await installOnce(folder, silent, build);
  expect(count).toBe(1);
  expect(readFileSync(join(folder, 'content'), 'utf8')).toBe('whole');
});

test('an installation that fails leaves nothing behind and is tried again', async () => {
  const fail = async (work: string): Promise<void> => {
    await writeContent(work);
    throw new Error('no network');
  };
  await expect(installOnce(folder, silent, fail)).rejects.toThrow('no network');
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(cache)).toEqual([]);
  await installOnce(folder, silent, writeContent);
  expect(readdirSync(folder).sort()).toEqual(['content', 'stamp.json']);
});
