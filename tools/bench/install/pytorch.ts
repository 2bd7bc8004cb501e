import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@reprise/core/errors';
import { runCommand } from '../../../packages/engine/setup/command.mjs';
import { cacheFolder } from '../../../packages/engine/setup/target.mjs';
import { runInstaller } from './command.ts';
import { installOnce, type Report } from './installOnce.ts';

const REQUIREMENTS = fileURLToPath(new URL('../peers/requirements.txt', import.meta.url));
const CUDA_LIBRARIES = fileURLToPath(new URL('../peers/cudaLibraries.txt', import.meta.url));
const OLDEST_PYTHON = '3.11';

/** A Python of the benchmark's own. */
export interface PythonPeer {
  /** the interpreter of the virtual environment */
  readonly python: string;
  /** the virtual environment */
  readonly folder: string;
}

/**
 * PyTorch in a virtual environment in the user's cache folder, made at the first call. Which index its wheels come
 * from is pip's own configuration.
 * @throws InputError where there is no Python or no network
 */
export async function installPyTorch(report: Report): Promise<PythonPeer> {
  const { program, version } = await findPython();
  const key = createHash('sha256').update(version);
  for (const list of [REQUIREMENTS, CUDA_LIBRARIES]) key.update(readFileSync(list));
  const folder = join(cacheFolder(), `bench-pytorch-${key.digest('hex').slice(0, 8)}`);
  await installOnce(folder, report, async (work) => {
    report('installing PyTorch for the benchmark (once on this machine, several minutes)');
    await runInstaller('the virtual environment', program, ['-m', 'venv', work]);
    const python = pythonIn(work);
    await installList(python, REQUIREMENTS);
    if (!(await importsTorch(python))) {
      report('pip gave PyTorch for CUDA; installing what it links to');
      await installList(python, CUDA_LIBRARIES);
      await runInstaller('PyTorch', python, ['-c', 'import torch']);
    }
  });
  return { python: pythonIn(folder), folder };
}

async function installList(python: string, list: string): Promise<void> {
  // prettier-ignore
  await runInstaller('PyTorch', python, [
    '-m', 'pip', 'install', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input', '--progress-bar', 'off',
    '--disable-pip-version-check', '--requirement', list,
  ]);
}

async function importsTorch(python: string): Promise<boolean> {
  return (await runCommand(python, ['-c', 'import torch'])).code === 0;
}

// Called by its path inside of the environment and never by a script with a path in it, so the folder can be moved.
function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

async function findPython(): Promise<{ program: string; version: string }> {
  const [major, minor] = OLDEST_PYTHON.split('.');
  const check = `import sys, venv, ensurepip; assert sys.version_info >= (${major}, ${minor}); print(sys.version)`;
  for (const program of ['python3', 'python']) {
    const { code, output } = await runCommand(program, ['-c', check]);
    if (code === 0) return { program, version: output.trim() };
  }
  throw new InputError(
    `bench: expected Python ${OLDEST_PYTHON} or newer with venv, as python3 or python, found none. ` +
      'Install it (Debian and Ubuntu: apt install python3 python3-venv), and run the benchmark again.',
  );
}
