/** Finds the fused kernels that the set-up built for the C++ of this checkout. Fast, synchronous, changes nothing. */
import { join } from 'node:path';
import { explain, readFailure, setupCommand } from './failure.mjs';
import { KERNELS_FILE, KERNEL_SOURCES, kernelsKey } from './kernelSources.mjs';
import { findDamage, readStamp } from './stamp.mjs';

/**
 * The folder of the fused kernels in the folder of an engine, one for each state of their sources.
 * @throws {EngineUnavailable} if the sources are not there
 */
export function kernelsFolder(engineFolder, sources = KERNEL_SOURCES) {
  return join(engineFolder, `kernels-${kernelsKey(sources)}`);
}

/** True where `folder` holds fused kernels that are whole. */
export function hasKernels(folder) {
  const stamp = readStamp(folder);
  return stamp !== undefined && findDamage(folder, stamp) === undefined;
}

/**
 * @param {string} engineFolder
 * @param {string} [sources] folder with the C++
 * @returns {import('./locate.d.mts').KernelsLocation | import('./locate.d.mts').NativeUnavailable}
 */
export function locateKernels(engineFolder, sources = KERNEL_SOURCES) {
  let folder;
  try {
    folder = kernelsFolder(engineFolder, sources);
  } catch (error) {
    return { reason: explain(error, 'them') };
  }
  if (hasKernels(folder)) return { addon: join(folder, KERNELS_FILE) };
  const reason = `they are not built in ${folder}; to get them, run \`${setupCommand()}\``;
  return { reason: readFailure(folder)?.sentence ?? reason };
}
