#!/usr/bin/env node
/** Sets the native engine up, or says why it cannot be had: `node setup.mjs [--quick]`. */
import { mkdirSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileAddon, findCompiler } from './compile.mjs';
import {
  EngineUnavailable,
  explain,
  forgetFailure,
  readFailure,
  setupCommand,
  writeFailure,
} from './failure.mjs';
import { prepare } from './prepare.mjs';
import { setUpKernels } from './setupKernels.mjs';
import { smokeTest } from './smoke.mjs';
import { ADDON_FILE, addonKey } from './stamp.mjs';
import { TARGETS, TENSORFLOW_VERSION, machineKind, nativeFolder } from './target.mjs';
import { downloadWheel, findPython, unpackWheel } from './wheel.mjs';

const NEEDED_BYTES = 1.3e9;
const OLDEST_GLIBC = '2.27';

function checkMachine(target) {
  if (!target) {
    throw new EngineUnavailable(
      `there is no TensorFlow C library for ${machineKind()}`,
      `use one of ${Object.keys(TARGETS).join(', ')}`,
    );
  }
  if (process.platform !== 'linux') return;
  process.report.excludeNetwork = true;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (!glibc || glibc.localeCompare(OLDEST_GLIBC, 'en', { numeric: true }) < 0) {
    throw new EngineUnavailable(
      `TensorFlow needs glibc ${OLDEST_GLIBC} or newer, and this system has ${glibc ?? 'another C library'}`,
      'use a Linux with glibc (Debian, Ubuntu, Fedora, ...; not Alpine)',
    );
  }
}

function checkSpace(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const { bavail, bsize } = statfsSync(dirname(folder));
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new EngineUnavailable(
    `${dirname(folder)} has ${Math.round((bavail * bsize) / 1e6)} MB free, and TensorFlow needs ${NEEDED_BYTES / 1e6}`,
    `make room (or let REPRISE_CACHE name a folder elsewhere), then run \`${setupCommand()}\``,
  );
}

/** @returns {import('./prepare.mjs').Recipe} */
function makeRecipe(folder) {
  const target = TARGETS[machineKind()];
  let python, compiler;
  return {
    version: TENSORFLOW_VERSION,
    wheelSha256: target?.sha256,
    megabytes: target?.megabytes,
    addonKey: addonKey(),
    async checkTools() {
      checkMachine(target);
      checkSpace(folder);
      compiler = await findCompiler();
      python = await findPython();
    },
    download: (work) => downloadWheel(python, target, work),
    unpack: (wheel, work) => unpackWheel(python, target, wheel, work),
    compile: (work) => compileAddon(compiler, target, work),
    smoke: (work) => smokeTest(join(work, ADDON_FILE)),
  };
}

/** What a setting asks for: one of two words, or nothing. */
function readWish(name, ...words) {
  const wish = process.env[name] || undefined;
  if (wish === undefined || words.includes(wish)) return wish;
  throw new Error(`${name}: expected ${words.join(' or ')}, got ${wish}`);
}

/**
 * Sets the engine up as `REPRISE_ENGINE` and `REPRISE_KERNELS` ask.
 * @param {{quick?: boolean, report?: (line: string) => void}} [options] quick: do not try again what failed lately
 * @returns {Promise<{engine: 'native' | 'portable', sentence: string}>}
 * @throws {Error} if `REPRISE_ENGINE` is `native` and it cannot be had, or is neither `native` nor `portable`; the same
 * for the fused kernels, and `REPRISE_KERNELS` with `on` and `off`
 */
export async function setUpEngine({ quick = false, report = () => {} } = {}) {
  const wish = readWish('REPRISE_ENGINE', 'native', 'portable');
  const kernelsWish = readWish('REPRISE_KERNELS', 'on', 'off');
  if (wish === 'portable') return { engine: 'portable', sentence: 'portable engine (REPRISE_ENGINE)' };
  const folder = nativeFolder();
  const why = await setUpTensorFlow(folder, wish === 'native', quick, report);
  if (why) return { engine: 'portable', sentence: `portable engine (slower, same results); ${why}` };
  const kernels =
    kernelsWish === 'off'
      ? 'without fused kernels (REPRISE_KERNELS=off)'
      : await setUpKernels(folder, { quick, required: kernelsWish === 'on', report });
  return {
    engine: 'native',
    sentence: `native engine, TensorFlow ${TENSORFLOW_VERSION} ${kernels}, in ${folder}`,
  };
}

/**
 * @param {boolean} required whether it is an error when it cannot be had
 * @returns {Promise<string | undefined>} why it cannot be had
 */
async function setUpTensorFlow(folder, required, quick, report) {
  const failure = quick && !required ? readFailure(folder) : undefined;
  if (failure) return failure.sentence;
  try {
    await prepare(folder, makeRecipe(folder), report);
    forgetFailure(folder);
    return undefined;
  } catch (error) {
    const why = `the native engine is not available: ${explain(error, 'it')}`;
    if (required) throw new Error(why, { cause: error });
    writeFailure(folder, why);
    return why;
  }
}

async function main() {
  for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15 })) {
    // By process.exit, so that half-made folders are removed.
    process.once(signal, () => process.exit(128 + number));
  }
  const report = (line) => process.stderr.write(`${line}\n`);
  try {
    const { sentence } = await setUpEngine({ quick: process.argv.includes('--quick'), report });
    report(sentence);
  } catch (error) {
    report(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) await main();
