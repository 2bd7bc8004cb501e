/**
 * Loads a native engine, and fused kernels beside it, and adds two tensors. As a program, `node smoke.mjs ADDON [KERNELS]`
 * prints what it found: in a process of its own, because a library that does not fit the machine ends the process.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import util from 'node:util';
import { lastLines, runCommand } from './command.mjs';
import { EngineUnavailable, setupCommand } from './failure.mjs';

/**
 * tfjs with its TensorFlow backend, without the parts of tfjs (layers, converter, data) that the backend does not use.
 * @returns the module `@tensorflow/tfjs-core`, backend `tensorflow` registered and active
 */
async function loadNative(addon) {
  // tfjs-node calls a function that Node 23 removed.
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs-core');
  const fromTfjsNode = createRequire(require.resolve('@tensorflow/tfjs-node/package.json'));
  const union = fromTfjsNode.resolve('@tensorflow/tfjs');
  require.cache[union] = {
    id: union,
    filename: union,
    path: union,
    loaded: true,
    exports: tf,
    children: [],
    paths: [],
  };
  fromTfjsNode('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = fromTfjsNode('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  const binding = require(addon);
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
  await tf.setBackend('tensorflow');
  return { tf, version: binding.TF_Version };
}

/** @returns {string} the instruction set that the kernels chose */
function loadKernels(path) {
  const { isa } = createRequire(import.meta.url)(path);
  assert.ok(typeof isa === 'string' && isa !== '', `they name no instruction set, but ${isa}`);
  // A shared object linked with fast-math turns denormals to zero in the whole process.
  const [smallest] = new Float64Array([Number.MIN_VALUE * 4]);
  assert.equal(smallest / 2, Number.MIN_VALUE * 2, 'loading them changed what floating-point numbers do');
  return isa;
}

async function main(addon, kernels) {
  const { tf, version } = await loadNative(addon);
  const isa = kernels ? loadKernels(kernels) : undefined;
  const sum = tf.add(tf.tensor1d([1, 2, 3]), tf.tensor1d([10, 20, 30]));
  assert.deepEqual([...(await sum.data())], [11, 22, 33]);
  console.log(`TensorFlow ${version} on Node ${process.version}: 1 + 10 = ${sum.dataSync()[0]}`);
  if (isa) console.log(`fused kernels: ${isa}`);
}

/**
 * Tries an addon, and fused kernels beside it, in a process of its own.
 * @param {string} addon
 * @param {string} [kernels]
 * @throws {EngineUnavailable} if something cannot be loaded or computes wrongly
 */
export async function smokeTest(addon, kernels) {
  const args = [fileURLToPath(import.meta.url), addon, ...(kernels ? [kernels] : [])];
  const { code, output } = await runCommand(process.execPath, args);
  if (code === 0) return;
  const error = output.split('\n').find((line) => /Error/.test(line));
  const what = error?.trim() ?? (code === null ? 'it crashed' : lastLines(output));
  if (kernels) {
    throw new EngineUnavailable(
      `the fused kernels do not run here: ${what}`,
      `mend that, then run \`${setupCommand()}\``,
      output,
    );
  }
  throw new EngineUnavailable(
    `TensorFlow does not run here: ${what}`,
    `use a machine that the official wheel supports (on x64: glibc 2.27 and AVX), then run \`${setupCommand()}\``,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(...process.argv.slice(2));
