/** The stamp of a finished native engine: what it was made of, and the size of each of its files. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Raise when the layout of the folder changes: older folders are then built anew. */
const FORMAT = 1;
const STAMP_FILE = 'stamp.json';
/** What Node loads, and what that loads in turn. */
export const ADDON_FILE = 'tfjs_binding.node';
export const ADDON_PROPER = 'tfjs_binding.so';
export const ADDON_FILES = [ADDON_FILE, ADDON_PROPER];

/** What the names of the fused kernels' folders in an engine begin with; they have stamps of their own. */
export const KERNELS_PREFIX = 'kernels-';

/** Our part of the addon; the rest is tfjs-node's. */
export const LOADER_SOURCE = fileURLToPath(new URL('loader.cc', import.meta.url));

/** Options of the compiler calls that build the addon, apart from paths. */
export const COMPILER_FLAGS = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'];

/**
 * @typedef {object} Stamp
 * @property {number} format
 * @property {string} version of TensorFlow
 * @property {string} wheelSha256
 * @property {string} addonKey
 * @property {Record<string, number>} files path in the folder -> size in bytes
 * @property {string} time when it was built, ISO 8601
 */

/** Key of the addon: a change of tfjs-node, our source or the compiler's options asks for a new addon, not a new library. */
export function addonKey() {
  const require = createRequire(import.meta.url);
  const { version } = require('@tensorflow/tfjs-node/package.json');
  const ours = createHash('sha256').update(COMPILER_FLAGS.join(' ')).update(readFileSync(LOADER_SOURCE));
  return `tfjs-node-${version}-${ours.digest('hex').slice(0, 8)}`;
}

/**
 * The stamp of what lies in `folder` now.
 * @param {string} folder
 * @param {Partial<Stamp>} facts
 */
export function makeStamp(folder, { version, wheelSha256, addonKey }) {
  const files = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() || entry.name.startsWith(STAMP_FILE)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = path.slice(folder.length + 1);
    if (!name.startsWith(KERNELS_PREFIX)) files[name] = statSync(path).size;
  }
  return { format: FORMAT, version, wheelSha256, addonKey, files, time: new Date().toISOString() };
}

/** Stamps what lies in `folder`; the stamp appears whole. */
export function writeStamp(folder, facts) {
  const temporary = `${stampPath(folder)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(makeStamp(folder, facts), undefined, 1));
  renameSync(temporary, stampPath(folder));
}

/** The stamp in `folder`, or undefined where there is none that can be read. */
export function readStamp(folder) {
  try {
    const stamp = JSON.parse(readFileSync(stampPath(folder), 'utf8'));
    return stamp.format === FORMAT && typeof stamp.files === 'object' ? stamp : undefined;
  } catch {
    return undefined;
  }
}

export function stampPath(folder) {
  return join(folder, STAMP_FILE);
}

/**
 * The first difference between a stamp and what lies in its folder, as half a sentence; undefined when they agree.
 * `only` limits the files looked at.
 */
export function findDamage(folder, stamp, only = () => true) {
  for (const [path, size] of Object.entries(stamp.files)) {
    if (!only(path)) continue;
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    if (!found) return `${path} is missing`;
    if (found.size !== size) return `${path} has ${found.size} bytes instead of ${size}`;
  }
  return undefined;
}
