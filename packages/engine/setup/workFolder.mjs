/** A folder to build in, beside the one that it will become. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './lock.mjs';

function workPrefix(folder) {
  return `${basename(folder)}.work-${hostname()}-`;
}

/** Removes what killed set-ups of this machine left beside `folder`. */
function removeLeftovers(folder) {
  const prefix = workPrefix(folder);
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/**
 * Runs `build` with an empty folder beside `folder`; what it leaves there is removed, also where the process exits in
 * between. What a killed process left is removed by the next call. Hold a lock meanwhile.
 * @template T
 * @param {string} folder
 * @param {(work: string) => Promise<T>} build
 * @returns {Promise<T>}
 */
export async function inWorkFolder(folder, build) {
  removeLeftovers(folder);
  const work = join(dirname(folder), `${workPrefix(folder)}${process.pid}-${randomUUID()}`);
  const clear = () => rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  process.once('exit', clear);
  try {
    return await build(work);
  } finally {
    process.removeListener('exit', clear);
    clear();
  }
}
