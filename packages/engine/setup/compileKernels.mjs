/** Compiles the fused kernels, as many files at a time as the machine has cores. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { nodeHeaders, runCompiler } from './compile.mjs';
import { KERNELS_FILE, KERNEL_FLAGS, KERNEL_LINK_FLAGS, listKernelObjects } from './kernelSources.mjs';

/**
 * Runs the tasks, `limit` at a time, and waits for all that it began. After one fails no other is begun.
 * @param {(() => Promise<void>)[]} tasks
 * @throws what the first task that failed threw
 */
export async function runTasks(tasks, limit) {
  const waiting = [...tasks];
  const errors = [];
  const work = async () => {
    while (waiting.length > 0 && errors.length === 0) {
      await waiting
        .shift()()
        .catch((error) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (errors.length > 0) throw errors[0];
}

/**
 * Writes the addon into `work`, a folder inside of the engine's: it is linked to TensorFlow by a path relative to itself.
 * @param {string} compiler
 * @param {import('./target.mjs').Target} target
 * @param {string} engineFolder holds `lib` and `include`
 * @param {string} sources folder with the C++
 * @param {string} work
 * @throws {EngineUnavailable} if it does not compile; its `details` are what the compiler wrote
 */
export async function compileKernels(compiler, target, engineFolder, sources, work) {
  const objects = listKernelObjects(sources);
  // prettier-ignore
  const includes = ['-I', sources, '-I', nodeHeaders(), '-isystem', join(engineFolder, 'include')];
  const tasks = objects.map(({ source, object, flags }) => () => {
    // prettier-ignore
    const args = [...KERNEL_FLAGS, ...flags, ...includes, '-c', join(sources, source), '-o', join(work, object)];
    return runCompiler(compiler, args, 'the fused kernels');
  });
  // What takes longest, the code for the widest instruction set, stands last in the list and is begun first.
  await runTasks(tasks.reverse(), availableParallelism());
  // prettier-ignore
  await runCompiler(compiler, [
    ...KERNEL_LINK_FLAGS, ...objects.map(({ object }) => join(work, object)), '-o', join(work, KERNELS_FILE),
    `-L${join(engineFolder, 'lib')}`, '-ltensorflow_framework', `-Wl,-rpath,${target.kernelsRunPath}`,
  ], 'the fused kernels');
}
