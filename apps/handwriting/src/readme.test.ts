import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReadmeExample } from '@reprise/testing';
import { expect, it } from 'vitest';

it('the example in the README runs as it stands there', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handwriting-readme-'));
  try {
    const { code, stdout, stderr } = await runReadmeExample(new URL('../README.md', import.meta.url), folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('Dear reader,\n');
    expect(readFileSync(join(folder, 'dear.svg'), 'utf8')).toContain('<path');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
