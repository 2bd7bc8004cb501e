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
  split,
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
  const weight = param(rng.fold('weight').normal([8 * SIZE, SIZE], 0, 0.1) as Tensor2D);
  const output = param(rng.fold('output').normal([SIZE, CLASSES], 0, 0.1) as Tensor2D);
  const variables: Variable[] = [weight, output];
  const history = new Float32Array(steps);
  for (let step = 0; step < steps; step++) {
    scope(() => {
      const own = rng.fold('step', step);
      const xs = mul(
        own.uniform([BATCH, TIME, SIZE]),
        own.fold('mask').dropoutMask([BATCH, TIME, SIZE], 0.2),
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

/** [batch, time, size] -> [batch · time, size] */
function runOver(xs: Tensor3D, weight: Tensor2D): Tensor2D {
  const [weightIh, weightHh] = split(weight, 2, 0) as [Tensor2D, Tensor2D];
  const rows = [BATCH * TIME, SIZE] as [number, number];
  if (!hasLstm()) return tanh(matMul(reshape(xs, rows), slice(weightIh, [0, 0], [SIZE, SIZE]))) as Tensor2D;
  const none = zeros([BATCH, SIZE]) as Tensor2D;
  const bias = zeros([4 * SIZE]) as Tensor1D;
  const { outputs } = lstm({ xs, h0: none, c0: none, weightIh, weightHh, biasIh: bias, biasHh: bias });
  return reshape(outputs, rows) as Tensor2D;
}
