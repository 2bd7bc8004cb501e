import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import util from 'node:util';
import { locateNative, type NativeLocation } from '../setup/locate.mjs';
import { registerFilterGradientForWasm } from './kernels/conv2d.ts';
import { registerLogSoftmax } from './kernels/logSoftmax.ts';
import { registerMatMul } from './kernels/matMul.ts';
import { setNativeKernels, type NativeKernels } from './kernels/nativeKernels.ts';
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
  /** the fused kernels of the native engine, and the instruction set that they chose for this machine */
  readonly kernels?: { readonly isa: string };
  /** why the native engine runs without its fused kernels */
  readonly kernelsReason?: string;
}

/** The native engine was asked for by name and cannot run, or a setting of the engine is not valid. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

let started: Promise<EngineInfo> | undefined;

/**
 * Starts the engine: the native one where the set-up made it, else the portable one. Further calls return the
 * same. Settings come from the environment, since they hold for the whole process:
 * `REPRISE_ENGINE=native|portable` asks for one by name, `REPRISE_KERNELS=on|off` for the native one with its fused
 * kernels or without (unset: with them where they are), `REPRISE_THREADS=n` limits the threads.
 *
 * @throws EngineError when what was asked for cannot run
 */
export function startEngine(): Promise<EngineInfo> {
  started ??= start();
  return started;
}

/** One line that says which engine runs; where it is not the native one, why, and how to get that. */
export function describeEngine(info: EngineInfo): string {
  const threads = `${info.threads} thread${info.threads === 1 ? '' : 's'}`;
  if (info.engine === 'native') {
    const kernels = info.kernels
      ? `with fused kernels (${info.kernels.isa})`
      : `without fused kernels (${info.kernelsReason ?? 'as asked'})`;
    return `engine: native, TensorFlow ${info.version} ${kernels}, ${threads}`;
  }
  return `engine: portable, tfjs ${info.version} on ${info.backend} (${info.reason ?? 'as asked'})`;
}

async function start(): Promise<EngineInfo> {
  const wanted = readChoice('REPRISE_ENGINE', 'native', 'portable');
  const kernelsWanted = readChoice('REPRISE_KERNELS', 'on', 'off');
  const threads = readThreads();
  tf.enableProdMode();
  const info = await startWanted(wanted, kernelsWanted, threads);
  if (kernelsWanted === 'on' && info.kernelsReason !== undefined) {
    throw new EngineError(`REPRISE_KERNELS=on, but there are no fused kernels: ${info.kernelsReason}.`);
  }
  return info;
}

async function startWanted(wanted: string, kernelsWanted: string, threads: number): Promise<EngineInfo> {
  if (wanted === 'portable') return startPortable('REPRISE_ENGINE=portable', kernelsWanted);
  const location = locateNative();
  let reason = 'reason' in location ? location.reason : undefined;
  if ('addon' in location) {
    try {
      return await startNative(location, kernelsWanted, threads);
    } catch (error) {
      reason = `the native engine did not load: ${(error as Error).message}`;
    }
  }
  if (wanted === 'native') {
    throw new EngineError(`REPRISE_ENGINE=native, but ${reason}.`);
  }
  return startPortable(reason ?? 'the native engine is not there', kernelsWanted);
}

/** A setting of two words, or '' where it is not set. */
function readChoice(name: string, one: string, other: string): string {
  const text = process.env[name] ?? '';
  if (['', one, other].includes(text)) return text;
  throw new EngineError(`${name}: expected '${one}' or '${other}', got '${text}'.`);
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

async function startNative(
  location: NativeLocation,
  kernelsWanted: string,
  threads: number,
): Promise<EngineInfo> {
  // TensorFlow reads these when its library is loaded.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['OMP_NUM_THREADS'] = String(threads);
  mendNodeUtil();
  const { NodeJSKernelBackend } = requireBackend();
  const binding: unknown = requireHere(location.addon);
  tf.registerBackend(NATIVE_BACKEND, () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
  if (!(await tf.setBackend(NATIVE_BACKEND))) throw new EngineError('TensorFlow did not initialise');
  const kernels = kernelsWanted === 'off' ? { reason: 'REPRISE_KERNELS=off' } : location.kernels;
  const fused = 'addon' in kernels ? startKernels(kernels.addon, threads) : { kernelsReason: kernels.reason };
  registerLogSoftmax();
  registerMatMul();
  registerSoftmaxCrossEntropy();
  return { engine: 'native', backend: 'tensorflow', version: location.version, threads, ...fused };
}

/** Loads the fused kernels. Where that fails the engine is whole without them: it is slower, and gives the same numbers. */
function startKernels(addon: string, threads: number): Pick<EngineInfo, 'kernels' | 'kernelsReason'> {
  try {
    const kernels = requireHere(addon) as NativeKernels;
    kernels.setThreads(threads);
    setNativeKernels(kernels);
    return { kernels: { isa: kernels.isa } };
  } catch (error) {
    return { kernelsReason: `they did not load: ${(error as Error).message}` };
  }
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

async function startPortable(reason: string, kernelsWanted: string): Promise<EngineInfo> {
  if (kernelsWanted === 'on') {
    throw new EngineError(`REPRISE_KERNELS=on, but the portable engine has no fused kernels (${reason}).`);
  }
  const version = tf.version_core;
  requireHere('@tensorflow/tfjs-backend-wasm');
  registerSegmentSumForWasm();
  registerFilterGradientForWasm();
  if (await tf.setBackend('wasm').catch(() => false)) {
    return { engine: 'portable', backend: 'wasm', version, threads: 1, reason };
  }
  requireHere('@tensorflow/tfjs-backend-cpu');
  if (await tf.setBackend('cpu')) return { engine: 'portable', backend: 'cpu', version, threads: 1, reason };
  throw new EngineError('no engine starts: neither WASM nor plain JavaScript is supported here.');
}
