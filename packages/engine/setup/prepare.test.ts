import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFakeRecipe } from './prepare.fixture.mjs';
import { isPrepared, prepare } from './prepare.mjs';

const PROGRAM = fileURLToPath(new URL('prepare.fixture.mjs', import.meta.url));

let cache: string;
let folder: string;
let steps: string[];

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'reprise-prepare-'));
  folder = join(cache, 'engine');
  steps = [];
});

afterEach(() => rmSync(cache, { recursive: true }));

function makeRecipe(): ReturnType<typeof makeFakeRecipe> {
  return makeFakeRecipe((step: string) => {
    steps.push(step);
  });
}

function silently(): void {}

/** What lies beside the finished folder: nothing should. */
function listOthers(): string[] {
  return readdirSync(cache).filter((name) => name !== 'engine' && name !== 'log');
}

describe('prepare', () => {
  test('builds what is missing, and then nothing', async () => {
    expect(await prepare(folder, makeRecipe(), silently)).toBe(true);
    expect(steps).toEqual(['checkTools', 'download', 'unpack', 'compile', 'smoke']);
    expect(readdirSync(folder).sort()).toEqual([
      'include',
      'lib',
      'stamp.json',
      'tfjs_binding.node',
      'tfjs_binding.so',
    ]);
    expect(listOthers()).toEqual([]);
    expect(await prepare(folder, makeRecipe(), silently)).toBe(false);
    expect(steps).toHaveLength(5);
  });

  test('refuses a wheel with another hash before it is unpacked', async () => {
    const recipe = { ...makeRecipe(), wheelSha256: '0'.repeat(64) };
    await expect(prepare(folder, recipe, silently)).rejects.toThrow(/not the official one \(SHA-256 \w{64}/);
    expect(steps).not.toContain('unpack');
    expect(readdirSync(cache)).toEqual([]);
  });

  test('compiles only the addon anew when its key changes', async () => {
    await prepare(folder, makeRecipe(), silently);
    steps = [];
    const recipe = { ...makeRecipe(), addonKey: 'second' };
    expect(isPrepared(folder, recipe)).toBe(false);
    await prepare(folder, recipe, silently);
    expect(steps).toEqual(['checkTools', 'compile', 'smoke']);
    expect(isPrepared(folder, recipe)).toBe(true);
    expect(readdirSync(join(folder, 'lib'))).toEqual(['lib.file']);
    expect(listOthers()).toEqual([]);
  });

  test.each(['lib/lib.file', 'include/include.file'])('builds anew when %s is cut short', async (file) => {
    await prepare(folder, makeRecipe(), silently);
    truncateSync(join(folder, file), 3);
    steps = [];
    expect(await prepare(folder, makeRecipe(), silently)).toBe(true);
    expect(steps).toContain('download');
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^content of/);
  });

  test.each([{ version: '2.0.0' }, { wheelSha256: '0'.repeat(64) }])(
    'does not take %o for another',
    async (other) => {
      await prepare(folder, makeRecipe(), silently);
      expect(isPrepared(folder, { ...makeRecipe(), ...other })).toBe(false);
    },
  );

  test('leaves the folder as it was when an engine does not pass its smoke test', async () => {
    await prepare(folder, makeRecipe(), silently);
    const recipe = {
      ...makeRecipe(),
      addonKey: 'second',
      smoke: () => Promise.reject(new Error('no good')),
    };
    await expect(prepare(folder, recipe, silently)).rejects.toThrow('no good');
    expect(isPrepared(folder, makeRecipe())).toBe(true);
    expect(listOthers()).toEqual([]);
  });
});

describe('several processes', () => {
  function start(stepMs: number): ChildProcess {
    return spawn(process.execPath, [PROGRAM, folder, join(cache, 'log'), String(stepMs)], {
      stdio: 'inherit',
    });
  }

  function readLog(): string[] {
    const log = join(cache, 'log');
    return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  }

  async function waitForStep(step: string): Promise<void> {
    for (let tries = 0; !readLog().includes(step); tries++) {
      if (tries > 400) throw new Error(`no ${step} after 10 s`);
      await sleep(25);
    }
  }

  test('at once build one engine, once', async () => {
    const ends = [start(100), start(100), start(100)].map((child) => once(child, 'exit'));
    expect(await Promise.all(ends)).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
    expect(readLog().filter((step) => step === 'download')).toHaveLength(1);
    expect(isPrepared(folder, makeRecipe())).toBe(true);
    expect(listOthers()).toEqual([]);
  });

  test.each(['download', 'unpack', 'compile', 'smoke'])('one killed in %s is made good', async (step) => {
    const child = start(300);
    await waitForStep(step);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(folder)).toBe(false);
    expect(listOthers()).not.toEqual([]);
    await prepare(folder, makeRecipe(), silently);
    expect(isPrepared(folder, makeRecipe())).toBe(true);
    expect(listOthers()).toEqual([]);
  });
});
