import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runReadmeExample, startProgram } from '@reprise/testing';
import { afterAll, expect, it } from 'vitest';
import { shippedModel } from './modelFolder.ts';

const TIMEOUT = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'reprise-readme-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function requireModel(): void {
  const config = new URL('config.json', shippedModel());
  expect(existsSync(config), `the shipped model is missing: there is no ${fileURLToPath(config)}`).toBe(true);
}

it('the example in the README runs as it stands there', { timeout: TIMEOUT }, async () => {
  requireModel();
  const { code, stdout, stderr } = await runReadmeExample(new URL('../README.md', import.meta.url), folder);
  expect(code, stderr).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/\p{L}/u);
});

it(
  'npm start shows translations, draws one alignment and says what to try next',
  { timeout: TIMEOUT },
  async () => {
    requireModel();
    const { child, done } = startProgram(new URL('start.ts', import.meta.url), [], { cwd: folder });
    child.stdin.end();
    const { code, stdout, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Reprise, engine: (native|portable)/u);
    expect(stdout).toContain('  A dog runs across the street.\n  ');
    expect(stdout).toContain('npm run translation -- --help');
    expect(readFileSync(join(folder, 'alignment.svg'), 'utf8')).toContain('<svg');
  },
);
