/** Builds the folder of a native engine so that it is either whole and checked, or not there. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EngineUnavailable, setupCommand } from './failure.mjs';
import { withLock } from './lock.mjs';
import { ADDON_FILES, findDamage, readStamp, writeStamp } from './stamp.mjs';
import { inWorkFolder } from './workFolder.mjs';

/**
 * @typedef {object} Recipe How a native engine is made. Every step writes only into the folder it is given.
 * @property {string} version of TensorFlow
 * @property {string} wheelSha256
 * @property {string} addonKey
 * @property {number} megabytes size of the wheel
 * @property {() => Promise<void>} checkTools throws EngineUnavailable if something that the steps need is missing
 * @property {(folder: string) => Promise<string>} download the wheel into `folder`; its path
 * @property {(wheel: string, folder: string) => Promise<void>} unpack into `folder`/lib and `folder`/include
 * @property {(folder: string) => Promise<void>} compile the addon in `folder`, against its lib and include
 * @property {(folder: string) => Promise<void>} smoke loads the addon of `folder` and computes with it
 */

/** @typedef {(line: string) => void} Report takes one line about the progress */

function hasLibrary(folder, recipe) {
  const stamp = readStamp(folder);
  return (
    stamp?.version === recipe.version &&
    stamp.wheelSha256 === recipe.wheelSha256 &&
    findDamage(folder, stamp, (path) => !ADDON_FILES.includes(path)) === undefined
  );
}

/** True where `folder` is what `recipe` would make. Compares the stamp and the sizes of the files. */
export function isPrepared(folder, recipe) {
  const stamp = readStamp(folder);
  return (
    stamp?.addonKey === recipe.addonKey &&
    hasLibrary(folder, recipe) &&
    findDamage(folder, stamp, (path) => ADDON_FILES.includes(path)) === undefined
  );
}

async function verify(wheel, sha256) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new EngineUnavailable(
    `the downloaded ${basename(wheel)} is not the official one (SHA-256 ${found}, expected ${sha256})`,
    `check what stands between this machine and the package index, then run \`${setupCommand()}\``,
  );
}

/** Starts a clock; the function it returns reports the seconds that `what` took. */
function startClock(report, what) {
  const start = performance.now();
  return () => report(`  ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function buildLibrary(work, recipe, report) {
  let done = startClock(report, `TensorFlow ${recipe.version}, ${recipe.megabytes} MB, downloaded`);
  const download = join(work, 'download');
  mkdirSync(download);
  const wheel = await recipe.download(download);
  done();
  done = startClock(report, 'checked and unpacked');
  await verify(wheel, recipe.wheelSha256);
  await recipe.unpack(wheel, work);
  rmSync(download, { recursive: true });
  done();
}

async function buildAddon(work, recipe, report) {
  let done = startClock(report, 'addon compiled');
  await recipe.compile(work);
  done();
  done = startClock(report, 'tried out');
  await recipe.smoke(work);
  done();
}

/** Puts `work` in the place of `folder`, whatever lies there. */
function publish(work, folder) {
  if (existsSync(folder)) renameSync(folder, `${work}.old`);
  renameSync(work, folder);
  rmSync(`${work}.old`, { recursive: true, force: true });
}

async function build(folder, work, recipe, report) {
  if (hasLibrary(folder, recipe)) {
    for (const part of ['lib', 'include']) symlinkSync(join(folder, part), join(work, part));
    await buildAddon(work, recipe, report);
    // The stamp last: should the process die in between, the old stamp does not fit and the addon is built again.
    for (const file of ADDON_FILES) renameSync(join(work, file), join(folder, file));
    writeStamp(folder, recipe);
    return;
  }
  await buildLibrary(work, recipe, report);
  await buildAddon(work, recipe, report);
  writeStamp(work, recipe);
  publish(work, folder);
}

/**
 * Makes `folder` what `recipe` says, unless it is already.
 * @param {string} folder
 * @param {Recipe} recipe
 * @param {Report} report
 * @returns {Promise<boolean>} whether anything had to be built
 * @throws {EngineUnavailable} if it cannot be built; `folder` is then as it was
 */
export async function prepare(folder, recipe, report) {
  if (isPrepared(folder, recipe)) return false;
  const onWait = ({ pid, host }) => report(`waiting for another set-up (process ${pid} on ${host})`);
  return withLock(
    `${folder}.lock`,
    async () => {
      if (isPrepared(folder, recipe)) return false;
      await inWorkFolder(folder, async (work) => {
        await recipe.checkTools();
        report('setting up the native engine (once on this machine)');
        await build(folder, work, recipe, report);
      });
      return true;
    },
    onWait,
  );
}
