/** Builds the fused kernels into the folder of a native engine, which runs without them where that fails. */
import { readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCompiler } from './compile.mjs';
import { compileKernels } from './compileKernels.mjs';
import {
  EngineUnavailable,
  explain,
  forgetFailure,
  readFailure,
  setupCommand,
  writeFailure,
} from './failure.mjs';
import { KERNELS_FILE, KERNEL_SOURCES } from './kernelSources.mjs';
import { hasKernels, kernelsFolder } from './locateKernels.mjs';
import { withLock } from './lock.mjs';
import { smokeTest } from './smoke.mjs';
import { ADDON_FILE, KERNELS_PREFIX, writeStamp } from './stamp.mjs';
import { TARGETS, machineKind } from './target.mjs';
import { inWorkFolder } from './workFolder.mjs';

/** So many builds are kept: a few checkouts side by side, and not every edit of a day. */
const KEPT_BUILDS = 4;
const FAILURE = /\.unavailable\.json$/;

/**
 * @typedef {object} KernelsRecipe Both steps work on a folder inside of the engine's, beside its `lib` and `include`.
 * @property {(work: string) => Promise<void>} compile writes the addon into `work`
 * @property {(work: string) => Promise<void>} smoke loads it
 */

/** @returns {KernelsRecipe} */
function makeRecipe(engineFolder, sources) {
  return {
    async compile(work) {
      const target = TARGETS[machineKind()];
      await compileKernels(await findCompiler(), target, engineFolder, sources, work);
    },
    smoke: (work) => smokeTest(join(engineFolder, ADDON_FILE), join(work, KERNELS_FILE)),
  };
}

/** Marks a build as in use, for {@link removeOldBuilds}. */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // A cache folder that belongs to somebody else is as good.
  }
}

/** Removes all but the builds used last, and all but the last failures. */
function removeOldBuilds(engineFolder) {
  const paths = readdirSync(engineFolder)
    .filter((name) => name.startsWith(KERNELS_PREFIX))
    .map((name) => join(engineFolder, name))
    .map((path) => ({ path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.time - one.time)
    .map(({ path }) => path);
  const failures = paths.filter((path) => FAILURE.test(path));
  const builds = paths.filter((path) => !FAILURE.test(path));
  for (const path of [...builds.slice(KEPT_BUILDS), ...failures.slice(KEPT_BUILDS)]) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** False after an edit: what was compiled, or failed to, is then neither the old state of the sources nor the new one. */
function isFolderOf(sources, folder) {
  try {
    return kernelsFolder(dirname(folder), sources) === folder;
  } catch {
    return false;
  }
}

async function build(folder, sources, recipe) {
  const start = performance.now();
  // One prefix for the builds of all sources, so that each set-up clears away what any before it left.
  await inWorkFolder(join(dirname(folder), `${KERNELS_PREFIX}any`), async (work) => {
    await recipe.compile(work);
    if (!isFolderOf(sources, folder)) {
      throw new EngineUnavailable(
        'their sources changed while they were compiled',
        `run \`${setupCommand()}\``,
      );
    }
    for (const name of readdirSync(work)) if (name !== KERNELS_FILE) rmSync(join(work, name));
    await recipe.smoke(work);
    writeStamp(work, {});
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  });
  touch(folder);
  removeOldBuilds(dirname(folder));
  return (performance.now() - start) / 1000;
}

/**
 * Makes the fused kernels of `sources`, unless they are there.
 * @param {string} engineFolder of a native engine that is whole
 * @param {object} options
 * @param {boolean} [options.quick] do not try again what failed lately
 * @param {boolean} [options.required] whether it is an error when they cannot be had
 * @param {(line: string) => void} [options.report] takes one line about the progress
 * @param {string} [options.sources] folder with the C++
 * @param {KernelsRecipe} [options.recipe]
 * @returns {Promise<string>} half a sentence: with or without them, and why
 * @throws {Error} if they are required and cannot be had
 */
export async function setUpKernels(
  engineFolder,
  { quick = false, required = false, report = () => {}, sources = KERNEL_SOURCES, recipe } = {},
) {
  let folder;
  try {
    folder = kernelsFolder(engineFolder, sources);
    if (hasKernels(folder)) {
      touch(folder);
      return 'with fused kernels';
    }
    const failure = quick && !required ? readFailure(folder) : undefined;
    if (failure) return `without fused kernels (${failure.sentence})`;
    const onWait = ({ pid, host }) => report(`waiting for another set-up (process ${pid} on ${host})`);
    const seconds = await withLock(
      `${engineFolder}.lock`,
      async () => {
        if (hasKernels(folder)) return undefined;
        report('compiling the fused kernels');
        return build(folder, sources, recipe ?? makeRecipe(engineFolder, sources));
      },
      onWait,
    );
    forgetFailure(folder);
    return seconds ? `with fused kernels (built in ${seconds.toFixed(1)} s)` : 'with fused kernels';
  } catch (error) {
    const why = explain(error, 'them');
    if (required)
      throw new Error(`REPRISE_KERNELS=on, but there are no fused kernels: ${why}`, { cause: error });
    // Whoever works on the C++ wants all that the compiler said; whoever only starts a program does not.
    if (!quick && error.details) report(error.details.trimEnd());
    if (folder && isFolderOf(sources, folder)) writeFailure(folder, why);
    return `without fused kernels (${why})`;
  }
}
