import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import util from 'node:util';
import { locateNative } from '../setup/locate.mjs';
import { registerLogSoftmax } from './kernels/logSoftmax.ts';
import { registerLstm } from './kernels/lstm.ts';
import { registerSegmentSumForWasm } from './kernels/segmentSum.ts';
import { registerSoftmaxCrossEntropy } from './kernels/softmaxCrossEntropy.ts';
import { NATIVE_BACKEND } from './native.ts';
import { requireHere, tf } from './tfjs.ts';

/** Which engine runs, and how. */
export interface EngineInfo {
  readonly engine: 'native' | 'portable';
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  /** the version of TensorFlow on the native engine, of tfjs on the portable one */
  readonly version: string;
  readonly threads: number;
  /** why the engine is not the native one */
  readonly reason?: string;
}

/** The native engine was asked for by name and cannot run, or a setting of the engine is not valid. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

let started: Promise<EngineInfo> | undefined;

/**
 * Starts the engine: the native one where the set-up made it, else the portable one. Further calls return the
 * same. Settings come from the environment, since they hold for the whole process:
 * `REPRISE_ENGINE=native|portable` asks for one by name, `REPRISE_THREADS=n` limits the threads.
 *
 * @throws EngineError when the engine asked for cannot run
 */
export function startEngine(): Promise<EngineInfo> {
  started ??= start();
  return started;
}

/** One line that says which engine runs; where it is not the native one, why, and how to get that. */
export function describeEngine(info: EngineInfo): string {
  const threads = `${info.threads} thread${info.threads === 1 ? '' : 's'}`;
  if (info.engine === 'native') return `engine: native, TensorFlow ${info.version}, ${threads}`;
  return `engine: portable, tfjs ${info.version} on ${info.backend} (${info.reason ?? 'as asked'})`;
}

async function start(): Promise<EngineInfo> {
  const wanted = process.env['REPRISE_ENGINE'] ?? '';
  if (!['', 'native', 'portable'].includes(wanted)) {
    throw new EngineError(`REPRISE_ENGINE: expected 'native' or 'portable', got '${wanted}'.`);
  }
  const threads = readThreads();
  tf.enableProdMode();
  if (wanted === 'portable') return startPortable('REPRISE_ENGINE=portable');
  const location = locateNative();
  let reason = 'reason' in location ? location.reason : undefined;
  if ('addon' in location) {
    try {
      return await startNative(location.addon, location.version, threads);
    } catch (error) {
      reason = `the native engine did not load: ${(error as Error).message}`;
    }
  }
  if (wanted === 'native') {
    throw new EngineError(`REPRISE_ENGINE=native, but ${reason}.`);
  }
  return startPortable(reason ?? 'the native engine is not there');
}

function readThreads(): number {
  const text = process.env['REPRISE_THREADS'];
  if (text === undefined || text === '') return availableParallelism();
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new EngineError(`REPRISE_THREADS: expected a whole number from 1 on, got '${text}'.`);
  }
  return threads;
}

async function startNative(addon: string, version: string, threads: number): Promise<EngineInfo> {
  // TensorFlow reads these when its library is loaded.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['OMP_NUM_THREADS'] = String(threads);
  mendNodeUtil();
  const { NodeJSKernelBackend } = requireBackend();
  const binding: unknown = requireHere(addon);
  tf.registerBackend(NATIVE_BACKEND, () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
  if (!(await tf.setBackend(NATIVE_BACKEND))) throw new EngineError('TensorFlow did not initialise');
  registerLogSoftmax();
  registerLstm();
  registerSoftmaxCrossEntropy();
  return { engine: 'native', backend: 'tensorflow', version, threads };
}

/** tfjs-node calls `util.isNullOrUndefined` and its like, which Node 23 removed. */
function mendNodeUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= (value: unknown) => Array.isArray(value);
}

type BackendConstructor = new (
  binding: unknown,
  packageName: string,
) => InstanceType<typeof tf.KernelBackend>;

/**
 * tfjs-node's backend without the rest of tfjs. Its files ask for the union package and need only what
 * tfjs-core has, so for the time of loading tfjs-core stands in for it; that saves 100 ms at every start.
 */
function requireBackend(): { NodeJSKernelBackend: BackendConstructor } {
  const requireThere = createRequire(requireHere.resolve('@tensorflow/tfjs-node/package.json'));
  const union = requireThere.resolve('@tensorflow/tfjs');
  const before = requireHere.cache[union];
  const core = requireHere.cache[requireHere.resolve('@tensorflow/tfjs-core')];
  if (core && !before) requireHere.cache[union] = core;
  try {
    requireThere('@tensorflow/tfjs-node/dist/register_all_kernels');
    return requireThere('@tensorflow/tfjs-node/dist/nodejs_kernel_backend') as {
      NodeJSKernelBackend: BackendConstructor;
    };
  } finally {
    if (!before) Reflect.deleteProperty(requireHere.cache, union);
  }
}

async function startPortable(reason: string): Promise<EngineInfo> {
  const version = tf.version_core;
  requireHere('@tensorflow/tfjs-backend-wasm');
  registerSegmentSumForWasm();
  if (await tf.setBackend('wasm').catch(() => false)) {
    return { engine: 'portable', backend: 'wasm', version, threads: 1, reason };
  }
  requireHere('@tensorflow/tfjs-backend-cpu');
  if (await tf.setBackend('cpu')) return { engine: 'portable', backend: 'cpu', version, threads: 1, reason };
  throw new EngineError('no engine starts: neither WASM nor plain JavaScript is supported here.');
}
