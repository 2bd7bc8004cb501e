/** The side of tf.layers on tfjs-node: its recurrent layers as they are, on the same TensorFlow as ours. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import { readSafetensors } from '@reprise/core';
import { locateNative } from '../../../packages/engine/setup/locate.mjs';
import { serve } from '../serve.ts';
import { digest } from '../values.ts';

// Through the engine, which is the only package that depends on tfjs.
const requireThere = createRequire(
  fileURLToPath(new URL('../../../packages/engine/package.json', import.meta.url)),
);

/** tfjs with the addon that the set-up built: tfjs-node's own installer finds none. */
async function startTensorFlow() {
  const location = locateNative();
  if ('reason' in location) throw new Error(`tfjs-node cannot run: ${location.reason}`);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  process.env.TF_NUM_INTRAOP_THREADS = process.env.REPRISE_THREADS;
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = requireThere('@tensorflow/tfjs');
  requireThere('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = requireThere('@tensorflow/tfjs-node/dist/nodejs_kernel_backend');
  const binding = requireThere(location.addon);
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
  tf.enableProdMode();
  await tf.setBackend('tensorflow');
  return { tf, tensorflow: location.version };
}

const { tf, tensorflow } = await startTensorFlow();

/** Blocks of a gate each along the last axis, in another order. */
function reorder(x, order) {
  const gates = tf.split(x, order.length, -1);
  return tf.concat(
    order.map((gate) => gates[gate]),
    -1,
  );
}

// The LSTM's gates have our order, i f c o; the GRU's are z r h instead of r z n. Either order turns into the other.
const ORDER = { lstm: [0, 1, 2, 3], gru: [1, 0, 2] };

function layer({ cell, size }, inputs) {
  const { tensors } = readSafetensors(readFileSync(inputs));
  const read = (name) => tf.tensor(tensors.get(name).values, [...tensors.get(name).shape]);
  const order = ORDER[cell];
  const xs = tf.variable(read('xs'));
  const outputWeights = read('outputWeights');
  const options = { units: size, returnSequences: true, recurrentActivation: 'sigmoid' };
  const recurrent =
    cell === 'lstm' ? tf.layers.lstm(options) : tf.layers.gru({ ...options, resetAfter: false });
  // Weights are there from the first use on.
  tf.dispose(recurrent.apply(xs));
  const biases = tf.add(read('biasIh'), read('biasHh'));
  const kernels = ['weightIh', 'weightHh'].map((name) => tf.transpose(read(name)));
  recurrent.setWeights([...kernels, biases].map((weight) => reorder(weight, order)));
  const variables = recurrent.trainableWeights.map(({ val }) => val);

  const compute = () =>
    tf.variableGrads(() => tf.sum(tf.mul(recurrent.apply(xs), outputWeights)), [xs, ...variables]);
  return {
    run() {
      const { value, grads } = compute();
      value.dataSync();
      tf.dispose([value, grads]);
    },
    check() {
      return tf.tidy(() => {
        const { value, grads } = compute();
        const [weightIh, weightHh, bias] = variables.map(({ name }) => reorder(grads[name], order));
        const ours = {
          xs: grads[xs.name],
          weightIh: tf.transpose(weightIh),
          weightHh: tf.transpose(weightHh),
          // Our two biases, of which tf.layers has the sum, have one and the same gradient.
          biasIh: bias,
          biasHh: bias,
        };
        const digests = Object.entries(ours).map(([name, x]) => [name, digest(x.dataSync())]);
        return { loss: [...value.dataSync()], ...Object.fromEntries(digests) };
      });
    },
    dispose() {
      recurrent.dispose();
      tf.dispose([xs, outputWeights]);
    },
  };
}

await serve({ layer: { make: layer } }, () => ({ tfjs: tf.version.tfjs, tensorflow }));
