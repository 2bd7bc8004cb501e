import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCompiler } from '../../../packages/engine/setup/compile.mjs';
import { cacheFolder } from '../../../packages/engine/setup/target.mjs';
import { runInstaller } from './command.ts';
import { installOnce, type Report } from './installOnce.ts';
import type { PythonPeer } from './pytorch.ts';

const SOURCE = fileURLToPath(new URL('../peers/sgemm.cpp', import.meta.url));

/**
 * The program that measures oneDNN's matrix products, compiled at the first call.
 * @returns its path, or why there is none: the benchmark goes on without
 */
export async function installSgemm(
  { folder: oneDnn }: PythonPeer,
  report: Report,
): Promise<{ program: string } | { reason: string }> {
  if (!existsSync(join(oneDnn, 'include', 'dnnl.hpp')))
    return { reason: 'there is no oneDNN for this machine' };
  let compiler: string;
  try {
    compiler = await findCompiler();
  } catch (error) {
    return { reason: (error as Error).message };
  }
  const key = createHash('sha256').update(readFileSync(SOURCE)).update(oneDnn).digest('hex').slice(0, 8);
  const folder = join(cacheFolder(), `bench-sgemm-${key}`);
  await installOnce(folder, report, async (work) => {
    const library = join(oneDnn, 'lib');
    // prettier-ignore
    await runInstaller('the matrix product of oneDNN', compiler, [
      '-O2', '-std=c++17', SOURCE, '-o', join(work, 'sgemm'), '-I', join(oneDnn, 'include'),
      `-L${library}`, '-ldnnl', `-Wl,-rpath,${library}`,
    ]);
  });
  return { program: join(folder, 'sgemm') };
}
