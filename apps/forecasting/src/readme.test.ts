import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReadmeExample } from '@reprise/testing';
import { expect, it } from 'vitest';
import { quarterlyCsv } from './series.fixture.ts';

it('the example in the README runs as it stands there', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forecasting-readme-'));
  try {
    writeFileSync(join(folder, 'sales.csv'), quarterlyCsv(48));
    const { code, stdout, stderr } = await runReadmeExample(new URL('../README.md', import.meta.url), folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^sales median:( \d+\.\d+){4}\n$/u);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
