import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** A repository of nothing but the set-up, a lock file and an npm that only notes its calls. */
let root: string;

const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, packages: {} } };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reprise-root-'));
  for (const path of ['tools/setup.mjs', 'packages/engine/setup']) {
    cpSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), join(root, path), { recursive: true });
  }
  writeLock(LOCK);
  writeNpm(0);
});

afterEach(() => rmSync(root, { recursive: true }));

function writeLock(lock: object): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
}

function writeNpm(exitCode: number): void {
  writeFileSync(
    join(root, 'npm.cjs'),
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(join(root, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
     console.log('npm talks');
     fs.mkdirSync(${JSON.stringify(join(root, 'node_modules'))}, { recursive: true });
     setTimeout(() => process.exit(${exitCode}), 200);`,
  );
}

function listCalls(): string[] {
  const calls = join(root, 'calls');
  return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function setUp(): Promise<Outcome> {
  const env = { ...process.env, REPRISE_ENGINE: 'portable', npm_execpath: join(root, 'npm.cjs') };
  const child: ChildProcess = spawn(process.execPath, [join(root, 'tools', 'setup.mjs')], { env });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

test('installs once, and again when the lock file changes', async () => {
  const first = await setUp();
  expect(first.stdout).toBe('packages installed; portable engine (REPRISE_ENGINE)\n');
  expect(first.stderr).toContain('npm talks');
  const second = await setUp();
  expect(second).toEqual({
    status: 0,
    stdout: 'packages are up to date; portable engine (REPRISE_ENGINE)\n',
    stderr: '',
  });
  expect(listCalls()).toEqual(['ci --no-audit --no-fund']);
  writeLock({ packages: { ...LOCK.packages, 'node_modules/a': { version: '2.0.0' } } });
  await setUp();
  expect(listCalls()).toHaveLength(2);
});

test('three at once install once', async () => {
  const outcomes = await Promise.all([setUp(), setUp(), setUp()]);
  expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(listCalls()).toHaveLength(1);
  expect(readdirSync(join(root, '.cache'))).toEqual([]);
});

test('what somebody installed by hand is left alone if it is what the lock file says', async () => {
  mkdirSync(join(root, 'node_modules'));
  const record = join(root, 'node_modules', '.package-lock.json');
  writeFileSync(record, JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }));
  await setUp();
  expect(listCalls()).toEqual([]);
  writeFileSync(record, JSON.stringify({ packages: { 'node_modules/a': { version: '0.9.0' } } }));
  rmSync(join(root, 'node_modules', '.reprise-setup.json'));
  await setUp();
  expect(listCalls()).toHaveLength(1);
});

test('a failed install says so, fails, and is tried again', async () => {
  writeNpm(9);
  const { status, stdout, stderr } = await setUp();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain("Reprise's packages could not be installed: npm ci ended with 9;");
  writeNpm(0);
  expect((await setUp()).status).toBe(0);
});
