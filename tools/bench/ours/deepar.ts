import { adam, DISTRIBUTIONS, Linear, LSTMCell, StackedCell, unroll } from '@reprise/core';
import { mean, Rng, tensor2d, tensor3d, unstack, type Scalar, type Tensor2D } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { DeepARSettings } from '../work.ts';
import { drawNumbers, drawWeights, writeInputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';

/** A training step of DeepAR (Salinas et al. 2020): a stack of LSTMs over windows, Student's t for each value. */
export function deepar(settings: DeepARSettings, path: string): Runner {
  const { inputSize, hiddenSize, numLayers, batchSize, time } = settings;
  const { studentT } = DISTRIBUTIONS;
  const stack = new StackedCell(
    Array.from(
      { length: numLayers },
      (_, layer) => new LSTMCell({ inputSize: layer === 0 ? inputSize : hiddenSize, hiddenSize }),
    ),
  );
  const output = new Linear({ inputSize: hiddenSize, outputSize: studentT.size });
  const params = { stack: stack.params, output: output.params };
  const rng = Rng.fromSeed(1);
  const inputs = drawNumbers(rng.fold('inputs'), [batchSize, time, inputSize]);
  const values = drawNumbers(rng.fold('values'), [batchSize, time]);
  writeInputs(path, new Map([...drawWeights(params, rng), ['inputs', inputs], ['values', values]]));

  const loss = (): Scalar => {
    const { outputs } = unroll(stack, tensor3d(inputs.values, [batchSize, time, inputSize]));
    const said = unstack(output.apply(outputs), -1) as Tensor2D[];
    const scale = tensor2d(new Float32Array(batchSize).fill(1), [batchSize, 1]);
    return mean(studentT.negativeLogLikelihood(said, tensor2d(values.values, [batchSize, time]), scale));
  };
  return trainingRunner({
    params,
    batches: [{ tokens: batchSize * time }],
    loss,
    optimizer: adam(),
    learningRate: 0.001,
    clipNorm: 10,
  });
}
