/** Compiles tfjs-node's addon against the TensorFlow C library: two compiler calls, no node-gyp. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { lastLines, runCommand } from './command.mjs';
import { EngineUnavailable, setupCommand } from './failure.mjs';
import { ADDON_FILE, ADDON_PROPER, COMPILER_FLAGS, LOADER_SOURCE } from './stamp.mjs';

/**
 * The name of a C++ compiler: the one in `CXX`, else c++, g++ or clang++.
 * @throws {EngineUnavailable} if there is none
 */
export async function findCompiler(env = process.env) {
  for (const name of [env.CXX, 'c++', 'g++', 'clang++']) {
    if (name && (await runCommand(name, ['--version'])).code === 0) return name;
  }
  const install =
    process.platform === 'darwin'
      ? 'xcode-select --install'
      : 'Debian and Ubuntu: apt install g++; Fedora: dnf install gcc-c++';
  throw new EngineUnavailable(
    'there is no C++ compiler, which the native engine needs',
    `install one (${install}), then run \`${setupCommand()}\``,
  );
}

/**
 * @param {string} what names the product in the error
 * @throws {EngineUnavailable} if it does not compile
 */
export async function runCompiler(compiler, args, what) {
  const { code, output } = await runCommand(compiler, args);
  if (code === 0) return;
  const errors = output.split('\n').filter((line) => /error|cannot find/i.test(line));
  throw new EngineUnavailable(
    `${compiler} could not compile ${what}: ${lastLines(errors.join('\n') || output)}`,
    `use a compiler that knows C++17 (\`CXX\` names it), then run \`${setupCommand()}\``,
    output,
  );
}

function compile(compiler, args) {
  const undefinedSymbols = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  return runCompiler(
    compiler,
    [...COMPILER_FLAGS, ...undefinedSymbols, ...args],
    'the binding to TensorFlow',
  );
}

/** Folder of the headers of Node-API. */
export function nodeHeaders() {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('node-api-headers/package.json')), 'include');
}

/**
 * Writes the addon into `folder`, linked to `folder`/lib by a path relative to itself, so that the folder can be moved.
 * @param {import('./target.mjs').Target} target
 */
export async function compileAddon(compiler, target, folder) {
  const require = createRequire(import.meta.url);
  const tfjsNode = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  // prettier-ignore
  await compile(compiler, [
    '-I', nodeHeaders(), '-I', join(folder, 'include'), '-I', tfjsNode,
    join(tfjsNode, 'binding', 'tfjs_backend.cc'), join(tfjsNode, 'binding', 'tfjs_binding.cc'),
    '-o', join(folder, ADDON_PROPER),
    `-L${join(folder, 'lib')}`, '-ltensorflow', '-ltensorflow_framework', `-Wl,-rpath,${target.runPath}`,
  ]);
  await compile(compiler, ['-I', nodeHeaders(), LOADER_SOURCE, '-o', join(folder, ADDON_FILE), '-ldl']);
}
