import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startProgram } from './commandLineRun.fixture.ts';
import { shippedModel } from './modelFolder.ts';

const TIMEOUT = 120_000;
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reprise-readme-'));
/** Within the package, so that the example finds what a reader imports, and where neither git nor a check looks. */
const EXAMPLE = fileURLToPath(new URL(`../.cache/readmeExample.${process.pid}.ts`, import.meta.url));

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(EXAMPLE, { force: true });
});

function requireModel(): void {
  const config = new URL('config.json', shippedModel());
  expect(existsSync(config), `the shipped model is missing: there is no ${fileURLToPath(config)}`).toBe(true);
}

it('the example in the README runs as it stands there', { timeout: TIMEOUT }, async () => {
  const example = /```ts\n(.*?)```/su.exec(readFileSync(README, 'utf8'))?.[1];
  expect(example, 'the first ```ts block of the README').toContain("from '@reprise/translation'");
  requireModel();
  mkdirSync(dirname(EXAMPLE), { recursive: true });
  writeFileSync(EXAMPLE, example as string);
  const { child, done } = startProgram(EXAMPLE, [], { cwd: folder });
  child.stdin.end();
  const { code, stdout, stderr } = await done;
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
    const { child, done } = startProgram('start.ts', [], { cwd: folder });
    child.stdin.end();
    const { code, stdout, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Reprise, engine: (native|portable)/u);
    expect(stdout).toContain('  A dog runs across the street.\n  ');
    expect(stdout).toContain('npm run translation -- --help');
    expect(readFileSync(join(folder, 'alignment.svg'), 'utf8')).toContain('<svg');
  },
);
