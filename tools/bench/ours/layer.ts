import { GRUCell, LSTMCell, unroll, type Cell } from '@reprise/core';
import { mul, Rng, sum, tensor, type Scalar, type Tensor3D } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { LayerSettings } from '../work.ts';
import { gradientRunner } from './gradientRunner.ts';
import { drawNumbers, drawWeights, writeInputs } from './inputs.ts';

/** One recurrent layer over time, forward and backward. */
export function layer({ cell: kind, time, batchSize, size, reset }: LayerSettings, path: string): Runner {
  const sizes = { inputSize: size, hiddenSize: size };
  const cell: Cell = kind === 'lstm' ? new LSTMCell(sizes) : new GRUCell({ ...sizes, reset });
  const rng = Rng.fromSeed(1);
  const shape = [batchSize, time, size];
  const xs = drawNumbers(rng.fold('xs'), shape);
  const outputWeights = drawNumbers(rng.fold('outputWeights'), shape);
  writeInputs(
    path,
    new Map([...drawWeights(cell.params, rng), ['xs', xs], ['outputWeights', outputWeights]]),
  );

  const input: Tensor3D = tensor(xs.values, [batchSize, time, size]);
  const weights: Tensor3D = tensor(outputWeights.values, [batchSize, time, size]);
  const loss = (): Scalar => sum(mul(unroll(cell, input).outputs, weights));
  const runner = gradientRunner(cell, input, loss);
  return {
    ...runner,
    async dispose() {
      await runner.dispose?.();
      weights.dispose();
    },
  };
}
