/** Which TensorFlow the native engine is made of, on which machines, and where it is kept. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const TENSORFLOW_VERSION = '2.21.0';

/**
 * @typedef {object} Target A machine that the native engine runs on, and the official wheel that carries its C library.
 * @property {string} package name of the wheel's package
 * @property {string} wheelPlatform platform tag of the wheel
 * @property {string} sha256 of the wheel
 * @property {number} megabytes size of the wheel
 * @property {readonly string[]} libraries file names inside the wheel, under `tensorflow/`
 * @property {Readonly<Record<string, string>>} links name the linker asks for -> library
 * @property {string} runPath how the addon finds the folder `lib` beside itself
 * @property {string} kernelsRunPath how the fused kernels, one folder deeper, find it
 */

const linux = {
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  links: {
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  },
  runPath: '$ORIGIN/lib',
  kernelsRunPath: '$ORIGIN/../lib',
};

/** @type {Readonly<Record<string, Target>>} */
export const TARGETS = {
  'linux-x64': {
    ...linux,
    package: 'tensorflow-cpu',
    wheelPlatform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    megabytes: 274,
  },
  'linux-arm64': {
    ...linux,
    package: 'tensorflow',
    wheelPlatform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    megabytes: 282,
  },
  'darwin-arm64': {
    package: 'tensorflow',
    wheelPlatform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    megabytes: 223,
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    links: {
      'libtensorflow.dylib': 'libtensorflow_cc.2.dylib',
      'libtensorflow_framework.dylib': 'libtensorflow_framework.2.dylib',
    },
    runPath: '@loader_path/lib',
    kernelsRunPath: '@loader_path/../lib',
  },
};

/** Name of this machine's kind, as used in {@link TARGETS} and in folder names. */
export function machineKind() {
  return `${process.platform}-${process.arch}`;
}

/** The folder where Reprise keeps what it downloaded or built: `REPRISE_CACHE`, else the user's cache folder. */
export function cacheFolder(env = process.env) {
  if (env.REPRISE_CACHE) return env.REPRISE_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'reprise');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'reprise');
  return join(homedir(), '.cache', 'reprise');
}

/** The folder of this machine's native engine: `lib/`, `include/`, `tfjs_binding.node`, `stamp.json` and `kernels-*`. */
export function nativeFolder(env = process.env) {
  return join(cacheFolder(env), `tensorflow-${TENSORFLOW_VERSION}-${machineKind()}`);
}
