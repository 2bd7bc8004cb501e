import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '@reprise/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { writeWhole } from './wholeFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'whole-file-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('writeWhole', () => {
  it('writes text or bytes in place of what was there', async () => {
    const path = join(folder, 'a.csv');
    await writeWhole(path, 'old');
    expect(readFileSync(path, 'utf8')).toBe('old');
    await writeWhole(path, Uint8Array.of(1, 2));
    expect([...readFileSync(path)]).toEqual([1, 2]);
  });

  it('says what it cannot write, and leaves nothing behind', async () => {
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'inside'), { recursive: true });
    // Only the renaming fails: the temporary file is whole by then.
    expect(await refusal(writeWhole(path, 'text'))).toContain(`cannot write ${path}: `);
    expect(await refusal(writeWhole(path, 'text', 'the page'))).toContain('cannot write the page: ');
    expect(readdirSync(folder).filter((name) => name.startsWith('taken'))).toEqual(['taken']);
  });
});
