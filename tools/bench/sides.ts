import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { InputError } from '@reprise/core/errors';
import { installOnnxRuntime } from './install/onnxRuntime.ts';
import type { Report } from './install/installOnce.ts';
import { installPyTorch, type PythonPeer } from './install/pytorch.ts';
import { startSide, type Side } from './side.ts';
import type { PeerName } from './work.ts';

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** The threads of every side: `REPRISE_THREADS`, by default the cores of the machine. */
export function threadCount(): number {
  const text = process.env['REPRISE_THREADS'];
  if (text === undefined || text === '') return availableParallelism();
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new InputError(`REPRISE_THREADS: expected a whole number from 1 on, got '${text}'.`);
}

/** What both sides of a comparison see of the environment. */
function environment(): Record<string, string> {
  const threads = String(threadCount());
  // Every library that has threads reads one of these.
  return {
    REPRISE_THREADS: threads,
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    TF_NUM_INTRAOP_THREADS: threads,
  };
}

function startNode(name: string, file: string, env: Readonly<Record<string, string>> = {}): Side {
  return startSide(name, process.execPath, [pathOf('../run.mjs'), pathOf(file)], {
    ...environment(),
    ...env,
  });
}

export function startOurs(): Side {
  return startNode('Reprise', 'ours/server.ts');
}

export function startPyTorch({ python }: PythonPeer): Side {
  return startSide('PyTorch', python, [pathOf('peers/server.py')], environment());
}

/** oneDNN's matrix product; see sgemm.cpp. */
export function startSgemm(program: string, size: number): Side {
  return startSide('oneDNN', program, [String(size)], environment());
}

/**
 * Starts a peer, after installing it where that was never done.
 * @throws InputError when it cannot be installed
 */
export async function startPeer(peer: PeerName, report: Report): Promise<Side> {
  switch (peer) {
    case 'PyTorch':
      return startPyTorch(await installPyTorch(report));
    case 'tf.layers':
      return startNode('tf.layers', 'peers/tfLayers.mjs');
    case 'ONNX Runtime': {
      const { python } = await installPyTorch(report);
      const folder = await installOnnxRuntime(report);
      const env = { BENCH_PYTHON: python, BENCH_ONNX_RUNTIME: folder };
      return startNode('ONNX Runtime', 'peers/onnxRuntime.ts', env);
    }
  }
}
