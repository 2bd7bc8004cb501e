/** Finds the native engine that the set-up left in the user's cache folder. Fast, synchronous, changes nothing. */
import { join } from 'node:path';
import { readFailure, setupCommand } from './failure.mjs';
import { locateKernels } from './locateKernels.mjs';
import { ADDON_FILE, addonKey, findDamage, readStamp } from './stamp.mjs';
import { TARGETS, TENSORFLOW_VERSION, cacheFolder, machineKind, nativeFolder } from './target.mjs';

/** @type {typeof import('./locate.d.mts').locateNative} */
export function locateNative() {
  const folder = nativeFolder();
  if (!(machineKind() in TARGETS)) {
    return { reason: `the native engine does not exist for ${machineKind()}` };
  }
  const stamp = readStamp(folder);
  if (!stamp) {
    const reason = `the native engine is not set up in ${cacheFolder()}; to get it, run \`${setupCommand()}\``;
    return { reason: readFailure(folder)?.sentence ?? reason };
  }
  const problem =
    stamp.version !== TENSORFLOW_VERSION
      ? `it holds TensorFlow ${stamp.version} instead of ${TENSORFLOW_VERSION}`
      : stamp.addonKey !== addonKey()
        ? `its addon was built for ${stamp.addonKey} instead of ${addonKey()}`
        : findDamage(folder, stamp, (path) => !path.startsWith('include'));
  if (problem) {
    return {
      reason: `the native engine in ${folder} cannot be used: ${problem}; to get it, run \`${setupCommand()}\``,
    };
  }
  return {
    addon: join(folder, ADDON_FILE),
    library: join(folder, 'lib'),
    include: join(folder, 'include'),
    version: stamp.version,
    kernels: locateKernels(folder),
  };
}
