import { createRequire } from 'node:module';
import type * as TfCore from '@tensorflow/tfjs-core';

/**
 * The one copy of tfjs-core that everything shares. It comes through `require` because an ESM import of it
 * costs about 140 ms more at start-up on Node.
 */
export const requireHere = createRequire(import.meta.url);

export const tf = requireHere('@tensorflow/tfjs-core') as typeof TfCore;

let gradientsLoaded = false;

/**
 * Registers the gradients of all operations. tfjs-core's bundle for Node carries none; the union package does,
 * and takes 150 ms to load, so only programs that train pay for it.
 */
export function loadGradients(): void {
  if (gradientsLoaded) return;
  const backend = tf.getBackend();
  requireHere('@tensorflow/tfjs');
  // What the package brings along must not take the place of the engine that runs.
  if (backend && tf.getBackend() !== backend) void tf.setBackend(backend);
  replaceSumGradient();
  gradientsLoaded = true;
}

/** The gradient of a sum by one operation; tfjs' own multiplies with ones that it makes on the host. */
function replaceSumGradient(): void {
  tf.unregisterGradient('Sum');
  tf.registerGradient({
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { shape } = x as TfCore.Tensor;
      const axes = tf.util.parseAxisParam(attributes['axis'] as number | number[], [...shape]);
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return { x: () => tf.broadcastTo(tf.reshape(dy as TfCore.Tensor, kept), [...shape]) };
    },
  });
}
