import type { Tensor } from '@tensorflow/tfjs-core';
import { isNative, runNative } from './native.ts';
import { requireHere, tf } from './tfjs.ts';

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
  replaceReluGradient();
  gradientsLoaded = true;
}

/** The gradient of a sum by one operation; tfjs' own multiplies with ones that it makes on the host. */
function replaceSumGradient(): void {
  tf.unregisterGradient('Sum');
  tf.registerGradient({
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { shape } = x as Tensor;
      const axes = tf.util.parseAxisParam(attributes['axis'] as number | number[], [...shape]);
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return { x: () => tf.broadcastTo(tf.reshape(dy as Tensor, kept), [...shape]) };
    },
  });
}

/** The gradient of ReLU by one operation; tfjs' own takes eight natively, and twenty times as long. */
function replaceReluGradient(): void {
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => {
      const [above, output] = [dy as Tensor, y as Tensor];
      return {
        x: () =>
          isNative()
            ? (runNative('ReluGrad', { T: { dtype: 'float32' } }, [above, output], 1)[0] as Tensor)
            : tf.mul(above, tf.step(output)),
      };
    },
  });
}
