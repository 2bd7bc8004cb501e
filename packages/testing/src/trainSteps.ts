import {
  dispose,
  hasLstm,
  lstm,
  matMul,
  mul,
  param,
  reshape,
  Rng,
  scope,
  slice,
  softmaxCrossEntropy,
  sub,
  sum,
  tanh,
  tensor1d,
  valueAndGradients,
  zeros,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';

const [TIME, BATCH, SIZE, CLASSES] = [8, 64, 64, 20];

/**
 * Some steps of training through everything the engine has: random numbers, a fused LSTM where there is one, a
 * cross-entropy, gradients, dropout. Imports no test runner, so that it runs in a worker as well.
 * @param onStep is called after each step
 * @returns the last loss and the trained weights
 */
export function trainSteps(seed: number, steps: number, onStep?: (step: number) => void): Float32Array {
  const rng = Rng.fromSeed(seed);
  const weight = param(rng.fold('weight').normal([2 * SIZE, 4 * SIZE], 0, 0.1) as Tensor2D);
  const output = param(rng.fold('output').normal([SIZE, CLASSES], 0, 0.1) as Tensor2D);
  const variables: Variable[] = [weight, output];
  const history = new Float32Array(steps);
  for (let step = 0; step < steps; step++) {
    scope(() => {
      const own = rng.fold('step', step);
      const xs = mul(
        own.uniform([TIME, BATCH, SIZE]),
        own.fold('mask').dropoutMask([TIME, BATCH, SIZE], 0.2),
      ) as Tensor3D;
      // Only 5 of the classes occur: there is something to learn.
      const labels = tensor1d(
        Array.from(own.words(TIME * BATCH), (word) => word % 5),
        'int32',
      );
      const loss = (): Scalar => sum(softmaxCrossEntropy(matMul(runOver(xs, weight), output), labels, 0.1));
      const { value, gradients } = valueAndGradients(loss, variables);
      history[step] = value.dataSync()[0] as number;
      variables.forEach((variable, at) =>
        variable.assign(sub(variable, mul(gradients[at] as Tensor2D, 1e-3))),
      );
    });
    onStep?.(step);
  }
  const results = Float32Array.of(...history, ...weight.dataSync(), ...output.dataSync());
  dispose(variables);
  return results;
}

/** [time, batch, size] -> [time · batch, size] */
function runOver(xs: Tensor3D, weight: Tensor2D): Tensor2D {
  const none = zeros([BATCH, SIZE]) as Tensor2D;
  const bias = zeros([4 * SIZE]) as Tensor1D;
  const rows = [TIME * BATCH, SIZE] as [number, number];
  if (hasLstm()) return reshape(lstm({ xs, h0: none, c0: none, weight, bias }).hs, rows) as Tensor2D;
  const wide = matMul(reshape(xs, rows), slice(weight, [0, 0], [SIZE, SIZE]));
  return tanh(wide) as Tensor2D;
}
