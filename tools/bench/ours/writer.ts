import { adamW } from '@reprise/core';
import { Rng } from '@reprise/engine';
import {
  STEP,
  STEP_INPUTS,
  STEP_TARGETS,
  type PenPath,
} from '../../../apps/handwriting/src/writer/penPath.ts';
import {
  writerBatch,
  type WriterBatch,
  type WrittenLine,
} from '../../../apps/handwriting/src/writer/writerBatch.ts';
import { WriterModel } from '../../../apps/handwriting/src/writer/writerModel.ts';
import { END } from '../../../apps/handwriting/src/writer/writerText.ts';
import type { Runner } from '../serve.ts';
import type { WriterSettings } from '../work.ts';
import { drawNumbers, drawWeights, fallingLengths, idValues, writeInputs, type Inputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';

/** Steps of a stroke. */
const STROKE = 12;

/** A training step of the handwriting application's writer: lines of like length and what they say. */
export function writer({ lines, time, characters, ...sizes }: WriterSettings, path: string): Runner {
  const model = new WriterModel({ ...sizes, dropout: 0 });
  const rng = Rng.fromSeed(1);
  const counts = fallingLengths(lines, characters);
  const batch = writerBatch(
    Array.from(fallingLengths(lines, time), (steps, row): WrittenLine => {
      const words = rng.fold('text', row).words(counts[row] as number);
      const tokens = Array.from(words, (word) => 1 + (word % (sizes.vocabSize - 1)));
      // The end of a line is a step too.
      return { tokens: Int32Array.from([...tokens, END]), steps: drawPath(rng.fold('path', row), steps - 1) };
    }),
  );
  writeInputs(path, new Map([...drawWeights(model.params, rng), ...inputsOf(batch)]));
  return trainingRunner({
    params: model.params,
    batches: [batch],
    loss: (one) => model.loss(one),
    optimizer: adamW({ weightDecay: 0.01 }),
    learningRate: 0.002,
    clipNorm: 1,
  });
}

function drawPath(rng: Rng, steps: number): PenPath {
  const { values } = drawNumbers(rng, [steps, 2], STEP);
  return {
    offsets: Float32Array.from({ length: 3 * steps }, (_, at) => {
      const step = Math.floor(at / 3);
      return at % 3 < 2 ? (values[2 * step + (at % 3)] as number) : Number(step % STROKE === STROKE - 1);
    }),
  };
}

function inputsOf({ text, inputs, targets, shape, lengths }: WriterBatch): Inputs {
  return new Map([
    ['text', idValues(text.ids, text.shape)],
    ['textLengths', idValues(text.lengths, [text.lengths.length])],
    ['inputs', { shape: [...shape, STEP_INPUTS], values: inputs }],
    ['targets', { shape: [...shape, STEP_TARGETS], values: targets }],
    ['lengths', idValues(lengths, [lengths.length])],
  ]);
}
