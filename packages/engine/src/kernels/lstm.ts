import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { hasKernel, int64Scalar, NATIVE_BACKEND, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';

/** The name under which the kernel and its gradient are registered with tfjs. */
const KERNEL = 'RepriseLSTM';
const FLOAT = { T: { dtype: 'float32' } } as const;
const NO_PEEPHOLE = { use_peephole: { bool: false } } as const;

export interface LstmInputs {
  /** [time, batch, inputSize]: time first, as TensorFlow wants it */
  readonly xs: Tensor3D;
  /** [batch, hiddenSize] */
  readonly h0: Tensor2D;
  /** [batch, hiddenSize] */
  readonly c0: Tensor2D;
  /** [inputSize + hiddenSize, 4 · hiddenSize], gates in the order i f g o */
  readonly weight: Tensor2D;
  /** [4 · hiddenSize] */
  readonly bias: Tensor1D;
}

/** Whether a whole LSTM layer runs as one operation on the engine in use. */
export function hasLstm(): boolean {
  return hasKernel(KERNEL);
}

/**
 * An LSTM over a whole sequence, by TensorFlow's BlockLSTMV2, with its gradient.
 * The portable twin is a loop over `LSTMCell.step`.
 * @returns outputs h and cell states c of every step, [time, batch, hiddenSize]
 */
export function lstm({ xs, h0, c0, weight, bias }: LstmInputs): { hs: Tensor3D; cs: Tensor3D } {
  const outputs = tf.engine().runKernel(KERNEL, { xs, c0, h0, weight, bias }) as unknown as Tensor[];
  return { hs: outputs[6] as Tensor3D, cs: outputs[1] as Tensor3D };
}

/** Makes the kernel known to tfjs; called once when the native engine starts. */
export function registerLstm(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE_BACKEND,
    kernelFunc: ({ inputs }) => {
      const { xs, c0, h0, weight, bias } = inputs as unknown as LstmInputs;
      const noPeephole = tf.zeros([c0.shape[1]]);
      const operands = [
        int64Scalar(xs.shape[0]),
        xs,
        c0,
        h0,
        weight,
        noPeephole,
        noPeephole,
        noPeephole,
        bias,
      ];
      const outputs = runNative(
        'BlockLSTMV2',
        { ...FLOAT, ...NO_PEEPHOLE, cell_clip: { float: -1 } },
        operands,
        7,
      );
      noPeephole.dispose();
      return outputs;
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['xs', 'c0', 'h0', 'weight', 'bias'],
    outputsToSave: [true, true, true, true, true, true, true],
    gradFunc: (dys, saved) => {
      const gradients = lstmGradients(dys as Tensor[], saved);
      return {
        xs: () => gradients[0] as Tensor,
        c0: () => gradients[1] as Tensor,
        h0: () => gradients[2] as Tensor,
        weight: () => gradients[3] as Tensor,
        bias: () => gradients[7] as Tensor,
      };
    },
  });
}

/** The order of inputs and outputs is BlockLSTMGradV2's own; of the outputs' gradients it takes those of c and h. */
function lstmGradients(dys: readonly Tensor[], saved: readonly Tensor[]): Tensor[] {
  const [xs, c0, h0, weight, bias, ...activations] = saved as [Tensor3D, ...Tensor[]];
  return tf.tidy(() => {
    const noPeephole = tf.zeros([(c0 as Tensor2D).shape[1]]);
    const peepholes = [noPeephole, noPeephole, noPeephole];
    const operands = [xs, c0, h0, weight, ...peepholes, bias, ...activations, dys[1], dys[6]] as Tensor[];
    return runNative(
      'BlockLSTMGradV2',
      { ...FLOAT, ...NO_PEEPHOLE },
      [int64Scalar(xs.shape[0]), ...operands],
      8,
    );
  });
}
