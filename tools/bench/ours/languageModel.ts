import { Embedding, Linear, LSTMCell, sgd, StackedCell, unroll, vocabularyCrossEntropy } from '@reprise/core';
import { reshape, Rng, tensor1d, tensor2d, type Scalar, type Tensor2D } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { LanguageModelSettings } from '../work.ts';
import { drawIds, drawWeights, idValues, writeInputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';

/** A training step of a language model (Zaremba et al. 2014, the small one): each word from those before it. */
export function languageModel(settings: LanguageModelSettings, path: string): Runner {
  const { vocabSize, size, numLayers, batchSize, time } = settings;
  const embedding = new Embedding({ vocabSize, embeddingSize: size });
  const stack = new StackedCell(
    Array.from({ length: numLayers }, () => new LSTMCell({ inputSize: size, hiddenSize: size })),
  );
  const output = new Linear({ inputSize: size, outputSize: vocabSize });
  const params = { embedding: embedding.params, stack: stack.params, output: output.params };
  const rng = Rng.fromSeed(1);
  const shape = [batchSize, time] as const;
  const tokens = batchSize * time;
  const words = drawIds(rng.fold('words'), tokens, vocabSize);
  const labels = drawIds(rng.fold('labels'), tokens, vocabSize);
  writeInputs(
    path,
    new Map([
      ...drawWeights(params, rng),
      ['words', idValues(words, shape)],
      ['labels', idValues(labels, shape)],
    ]),
  );

  const loss = (): Scalar => {
    const { outputs } = unroll(stack, embedding.apply(tensor2d(words, [batchSize, time], 'int32')));
    const rows: Tensor2D = reshape(outputs, [tokens, size]);
    return vocabularyCrossEntropy(rows, output.params, tensor1d(labels, 'int32'));
  };
  return trainingRunner({
    params,
    batches: [{ tokens }],
    loss,
    optimizer: sgd(),
    learningRate: 0.5,
    clipNorm: 5,
  });
}
