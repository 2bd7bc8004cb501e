import { Bidirectional, LSTMCell } from '@reprise/core';
import { mul, Rng, sum, tensor, type Scalar, type Tensor3D } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { BidirectionalSettings } from '../work.ts';
import { gradientRunner } from './gradientRunner.ts';
import { drawNumbers, drawWeights, idValues, writeInputs } from './inputs.ts';

/** A bidirectional LSTM over sequences of different lengths, forward and backward. */
export function bidirectional({ time, batchSize, size }: BidirectionalSettings, path: string): Runner {
  const make = (): LSTMCell => new LSTMCell({ inputSize: size, hiddenSize: size });
  const layer = new Bidirectional(make(), make());
  const rng = Rng.fromSeed(1);
  // Each length from `time` down to 1 equally often, the longest first: the order that packing wants.
  const lengths = Int32Array.from(
    { length: batchSize },
    (_, row) => time - Math.floor((row * time) / batchSize),
  );
  const xs = drawNumbers(rng.fold('xs'), [batchSize, time, size]);
  const outputWeights = drawNumbers(rng.fold('outputWeights'), [batchSize, time, 2 * size]);
  writeInputs(
    path,
    new Map([
      ...drawWeights(layer.params, rng),
      ['xs', xs],
      ['outputWeights', outputWeights],
      ['lengths', idValues(lengths, [batchSize])],
    ]),
  );

  const input: Tensor3D = tensor(xs.values, [batchSize, time, size]);
  const weights: Tensor3D = tensor(outputWeights.values, [batchSize, time, 2 * size]);
  const loss = (): Scalar => sum(mul(layer.run(input, { lengths }).outputs, weights));
  const runner = gradientRunner(layer, input, loss);
  return {
    ...runner,
    async dispose() {
      await runner.dispose?.();
      weights.dispose();
    },
  };
}
