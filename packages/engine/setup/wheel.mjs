/** Gets the TensorFlow wheel through pip, and its C library out of it. */
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, runCommand } from './command.mjs';
import { EngineUnavailable, setupCommand } from './failure.mjs';
import { TENSORFLOW_VERSION } from './target.mjs';

const EXTRACT = fileURLToPath(new URL('extract.py', import.meta.url));

const NO_NETWORK =
  /NewConnectionError|NameResolutionError|Temporary failure in name resolution|ConnectTimeout|ReadTimeout|Connection (?:refused|reset|aborted|broken)|ProxyError|SSLError|Network is unreachable/i;

/**
 * The name of a Python 3 with pip.
 * @throws {EngineUnavailable} if there is none
 */
export async function findPython() {
  let pythonWithoutPip;
  for (const name of ['python3', 'python']) {
    const version = await runCommand(name, ['-c', 'import sys; assert sys.version_info >= (3, 8)']);
    if (version.code !== 0) continue;
    const pip = await runCommand(name, ['-m', 'pip', '--version']);
    if (pip.code === 0) return name;
    pythonWithoutPip ??= name;
  }
  if (pythonWithoutPip) {
    throw new EngineUnavailable(
      `${pythonWithoutPip} has no pip, which downloads TensorFlow`,
      `install it (Debian and Ubuntu: apt install python3-pip), then run \`${setupCommand()}\``,
    );
  }
  throw new EngineUnavailable(
    'there is no Python 3.8 or newer, whose pip downloads TensorFlow',
    `install Python with pip (Debian and Ubuntu: apt install python3 python3-pip), then run \`${setupCommand()}\``,
  );
}

/**
 * Downloads the wheel of `target` into `folder`. The Python that asks need not match the wheel's tags.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<string>} path of the wheel
 */
export async function downloadWheel(python, target, folder) {
  // prettier-ignore
  const { code, output } = await runCommand(python, [
    '-m', 'pip', 'download', `${target.package}==${TENSORFLOW_VERSION}`,
    '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--platform', target.wheelPlatform,
    '--dest', folder, '--no-cache-dir', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off',
    '--retries', '2',
  ]);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (code === 0 && wheel) return join(folder, wheel);
  if (NO_NETWORK.test(output)) {
    throw new EngineUnavailable(
      `TensorFlow could not be downloaded: the package index does not answer`,
      `connect to the network (or name a mirror in pip's configuration), then run \`${setupCommand()}\``,
    );
  }
  throw new EngineUnavailable(
    `pip could not download ${target.package}==${TENSORFLOW_VERSION}: ${lastLines(output)}`,
    `mend what pip says, then run \`${setupCommand()}\``,
  );
}

/** Unpacks the C library into `folder`/lib and its headers into `folder`/include. */
export async function unpackWheel(python, target, wheel, folder) {
  const { code, output } = await runCommand(python, [EXTRACT, wheel, folder, ...target.libraries]);
  if (code !== 0) {
    throw new EngineUnavailable(
      `TensorFlow could not be unpacked: ${lastLines(output, 1)}`,
      `mend that, then run \`${setupCommand()}\``,
    );
  }
  for (const [link, library] of Object.entries(target.links)) symlinkSync(library, join(folder, 'lib', link));
}
