import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-lock-'));
  lock = join(folder, 'a', 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('two pieces of work under one lock do not overlap', async () => {
  const events: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    events.push(`${name} starts`);
    await sleep(50);
    events.push(`${name} ends`);
    return name;
  };
  let waits = 0;
  const results = await Promise.all([
    withLock(lock, work('first')),
    withLock(lock, work('second'), () => {
      waits++;
    }),
  ]);
  expect(results).toEqual(['first', 'second']);
  expect(events).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  expect(waits).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test('the lock is given back when the work fails', async () => {
  await expect(withLock(lock, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await withLock(lock, () => Promise.resolve('next'))).toBe('next');
});

test('a holder that died is not waited for', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, host: hostname() }));
  const refuse = (): void => {
    throw new Error('waited');
  };
  expect(await withLock(join(folder, 'lock'), () => Promise.resolve('done'), refuse)).toBe('done');
});

test('a holder on another machine is waited for, until it gives no sign of life', async () => {
  const path = join(folder, 'lock');
  writeFileSync(path, JSON.stringify({ pid: 1, host: `not-${hostname()}` }));
  let waited = false;
  const onWait = (): void => {
    waited = true;
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path, longAgo, longAgo);
  };
  expect(await withLock(path, () => Promise.resolve('done'), onWait)).toBe('done');
  expect(waited).toBe(true);
});
