/** The C++ of the fused kernels: what it is compiled to, and the key that tells one state of it from another. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineUnavailable } from './failure.mjs';

export const KERNEL_SOURCES = fileURLToPath(new URL('../native', import.meta.url));

/** What Node loads. */
export const KERNELS_FILE = 'reprise_kernels.node';

/** Options of every compilation, apart from paths. No fast-math: masks, CTC and loss guards want infinities and NaN. */
// prettier-ignore
export const KERNEL_FLAGS = [
  '-O3', '-std=c++17', '-fPIC', '-pthread', '-fvisibility=hidden', '-DNAPI_VERSION=8',
  '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast',
];

/**
 * Options of the link, apart from paths. TensorFlow keeps pointers to the kernels for good, so the addon stays in
 * memory when the worker thread that loaded it ends.
 */
export const KERNEL_LINK_FLAGS = [
  '-shared',
  '-pthread',
  ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-Wl,-z,nodelete']),
];

/** What the hot loops are compiled for, the plainest first; which of them runs is chosen at run time. */
export const INSTRUCTION_SETS = {
  x64: {
    baseline: [],
    // Every processor with these two has f16c as well.
    avx2: ['-mavx2', '-mfma', '-mf16c'],
    // prettier-ignore
    avx512: ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mfma', '-mprefer-vector-width=512'],
  },
  arm64: { baseline: [] },
};

/**
 * @typedef {object} KernelObject One call of the compiler.
 * @property {string} source file name
 * @property {string} object file name
 * @property {readonly string[]} flags besides {@link KERNEL_FLAGS}
 */

function listFiles(sources) {
  try {
    return readdirSync(sources)
      .filter((name) => /\.(cc|h)$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/**
 * The objects of the addon in the order in which they are linked: code for the plainest instruction set first, because
 * of an inline function that several objects hold the linker takes the first, and every machine must be able to run it.
 * @param {string} [sources] folder with the C++
 * @returns {KernelObject[]}
 * @throws {EngineUnavailable} if there is no C++
 */
export function listKernelObjects(sources = KERNEL_SOURCES, arch = process.arch) {
  const files = listFiles(sources).filter((name) => name.endsWith('.cc'));
  if (files.length === 0) {
    throw new EngineUnavailable(
      `their C++ sources are missing from ${sources}`,
      'check the repository out anew (or install the package anew)',
    );
  }
  const compile = (source, isa, flags) => ({ source, object: `${source.slice(0, -3)}${isa}.o`, flags });
  const once = files.filter((name) => !name.startsWith('isa'));
  const perSet = files.filter((name) => name.startsWith('isa'));
  return [
    ...once.map((source) => compile(source, '', [])),
    ...Object.entries(INSTRUCTION_SETS[arch] ?? { baseline: [] }).flatMap(([isa, flags]) =>
      perSet.map((source) => compile(source, `.${isa}`, [`-DREPRISE_ISA=${isa}`, ...flags])),
    ),
  ];
}

/**
 * Key of the fused kernels: changes with every source, header and option. `test/` below them is not part of it.
 * @param {string} [sources] folder with the C++
 * @throws {EngineUnavailable} if there is no C++
 */
export function kernelsKey(sources = KERNEL_SOURCES) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([KERNEL_FLAGS, KERNEL_LINK_FLAGS, listKernelObjects(sources)]));
  for (const name of listFiles(sources)) {
    const content = readFileSync(join(sources, name));
    hash.update(`\n${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}
