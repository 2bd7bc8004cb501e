/**
 * A lock between processes, held by a file. It only saves work: what it guards is published by an atomic rename,
 * so in the rare case that two processes hold it (one was suspended for longer than {@link STALE_MS}), one of them
 * has built for nothing and no harm is done.
 */
import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder on another machine (or in another container) that gave no sign of life for this long is gone. */
const STALE_MS = 60_000;
const HEARTBEAT_MS = 5_000;
const POLL_MS = 100;

/** True where a process with this id runs on this machine. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @returns {{pid: number, host: string, text: string, age: number} | undefined} */
function readHolder(path) {
  try {
    const text = readFileSync(path, 'utf8');
    return { ...JSON.parse(text), text, age: Date.now() - statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

function isGone(holder) {
  return holder.age > STALE_MS || (holder.host === hostname() && !isAlive(holder.pid));
}

function acquire(path, text) {
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, text);
  try {
    // A link appears with its content, or not at all; creating the lock and then writing to it would leave a gap.
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function evict(path, holder) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    // Somebody else may have evicted the same holder and locked in between: then the lock is given back.
    if (readFileSync(aside, 'utf8') !== holder.text) linkSync(aside, path);
  } catch {
    // Gone already, or taken again: the next round looks anew.
  }
  rmSync(aside, { force: true });
}

/**
 * Runs `work` while holding the lock at `path`, waiting for it if need be.
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @param {(holder: {pid: number, host: string}) => void} onWait called once if somebody else holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !acquire(path, text); await sleep(POLL_MS)) {
    const holder = readHolder(path);
    if (!holder) continue;
    if (isGone(holder)) evict(path, holder);
    else if (!waited) {
      waited = true;
      onWait(holder);
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Evicted while suspended: see above, the work is only done twice.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    if (readHolder(path)?.text === text) rmSync(path, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
