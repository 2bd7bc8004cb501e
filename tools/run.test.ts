import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('run.mjs', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'reprise-run-')));
});

afterEach(() => rmSync(folder, { recursive: true }));

function writeProgram(source: string): string {
  const path = join(folder, 'program.ts');
  writeFileSync(path, source);
  return path;
}

const env = { ...process.env, REPRISE_ENGINE: 'portable', NODE_NO_WARNINGS: '1' };

function run(source: string, ...args: string[]): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [LAUNCHER, writeProgram(source), ...args], {
    env,
    cwd: folder,
    encoding: 'utf8',
  });
}

test('a program gets its arguments and its folder, and its exit code comes back', () => {
  const { status, stdout, stderr } = run(
    `interface Result { readonly args: readonly string[] }
     const result: Result = { args: process.argv.slice(2) };
     console.log(JSON.stringify(result), process.cwd());
     process.exitCode = 7;`,
    '--flag',
    'a b',
  );
  expect({ status, stdout, stderr }).toEqual({
    status: 7,
    stdout: `{"args":["--flag","a b"]} ${folder}\n`,
    stderr: '',
  });
});

test('a source file beside it is found', () => {
  writeFileSync(join(folder, 'other.ts'), 'export const other: string = import.meta.url;');
  const { stdout } = run(`import { other } from './other.ts';\nconsole.log(other);`);
  expect(stdout).toBe(`${pathToFileURL(join(folder, 'other.ts')).href}\n`);
});

test('our packages run from their sources', () => {
  const { status, stdout } = spawnSync(process.execPath, [LAUNCHER, 'tools/engineSmoke.ts'], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toContain('engine: portable');
  expect(status).toBe(0);
});

test('an error names the line of the source, also from the cache', () => {
  const source = `interface A {\n  readonly a: number;\n}\nconst a: A = { a: 1 };\nthrow new Error(String(a.a));`;
  for (let round = 0; round < 2; round++) {
    const { status, stderr } = run(source);
    expect(status).toBe(1);
    expect(stderr).toContain('program.ts:5');
  }
});

test('stdin is streamed and SIGTERM arrives', async () => {
  const program = writeProgram(
    `process.on('SIGTERM', () => { console.log('told to end'); process.exit(3); });
     process.stdin.setEncoding('utf8').on('data', (text: string) => console.log(text.trim().toUpperCase()));`,
  );
  const child = spawn(process.execPath, [LAUNCHER, program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
  for (const line of ['one', 'two']) {
    child.stdin.write(`${line}\n`);
    expect((await lines.next()).value).toBe(`${line.toUpperCase()}\n`);
  }
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await lines.next()).value).toBe('told to end\n');
  expect(await end).toEqual([3, null]);
});

test('without a file: usage, exit code 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [LAUNCHER], { env, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('usage:');
});
