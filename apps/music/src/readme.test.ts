import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReadmeExample } from '@reprise/testing';
import { expect, it } from 'vitest';
import { readScoreFile } from './files/scoreFile.ts';

it('the example in the README runs as it stands there', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'music-readme-'));
  try {
    const { code, stdout, stderr } = await runReadmeExample(new URL('../README.md', import.meta.url), folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('written to four.mid\ndrawn in four.svg\n');
    const { parts } = await readScoreFile(join(folder, 'four.mid'));
    expect(parts.map(({ name }) => name)).toEqual(['soprano', 'alto', 'tenor', 'bass']);
    const last = parts.map(({ notes }) => notes.at(-1)!.pitch % 12);
    expect([last[0], last[3]]).toEqual([0, 0]);
    expect(readFileSync(join(folder, 'four.svg'), 'utf8')).toContain('generated');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
