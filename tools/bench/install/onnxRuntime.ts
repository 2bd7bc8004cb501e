import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../packages/engine/setup/target.mjs';
import { runInstaller } from './command.ts';
import { installOnce, type Report } from './installOnce.ts';

const VERSION = '1.30.0';

/**
 * onnxruntime-node in the user's cache folder, which is no dependency of the repository because it is 290 MB large.
 * Its CPU library comes inside the package; its install script, which is not run, would fetch that for CUDA.
 * @returns the folder in which `require('onnxruntime-node')` finds it
 * @throws InputError where there is no network
 */
export async function installOnnxRuntime(report: Report): Promise<string> {
  const folder = join(cacheFolder(), `bench-onnxruntime-${VERSION}`);
  await installOnce(folder, report, async (work) => {
    report('installing ONNX Runtime for the benchmark (once on this machine)');
    writeFileSync(join(work, 'package.json'), '{ "private": true }\n');
    // prettier-ignore
    await runInstaller('ONNX Runtime', 'npm', [
      'install', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund', `onnxruntime-node@${VERSION}`,
    ]);
  });
  return folder;
}
