import { adamW, padIds, type PaddedIds } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { InkBatch } from '../../../apps/handwriting/src/reader/inkBatch.ts';
import { PEN_FEATURES } from '../../../apps/handwriting/src/reader/penFeatures.ts';
import { PenReader } from '../../../apps/handwriting/src/reader/penReader.ts';
import type { Runner } from '../serve.ts';
import type { ReaderSettings } from '../work.ts';
import { drawNumbers, drawWeights, fallingLengths, idValues, writeInputs, type Inputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';

/** A training step of the handwriting application's reader: inks of like length, and CTC of what they say. */
export function reader({ classes, inks, points, labels, ...sizes }: ReaderSettings, path: string): Runner {
  const model = new PenReader({ ...sizes, classes, cell: 'lstm', bidirectional: true, dropout: 0 });
  const rng = Rng.fromSeed(1);
  const shape = [inks, points, PEN_FEATURES] as const;
  const lengths = fallingLengths(inks, points);
  const { values } = drawNumbers(rng.fold('points'), shape);
  lengths.forEach((length, row) => {
    values.fill(0, (row * points + length) * PEN_FEATURES, (row + 1) * points * PEN_FEATURES);
  });
  const batch: InkBatch = {
    values,
    shape,
    lengths,
    labels: drawLabels(rng.fold('labels'), [inks, labels], classes),
    tokens: inks * labels,
  };
  writeInputs(
    path,
    new Map([
      ...drawWeights(model.params, rng),
      ['values', { shape, values }],
      ['lengths', idValues(lengths, [inks])],
      ...labelInputs(batch.labels),
    ]),
  );
  return trainingRunner({
    params: model.params,
    batches: [batch],
    loss: (one) => model.loss(one),
    optimizer: adamW({ weightDecay: 0.01 }),
    learningRate: 0.003,
    clipNorm: 1,
  });
}

/** As many labels a line as there is room for; 0 is the blank. */
export function drawLabels(rng: Rng, [lines, count]: readonly [number, number], classes: number): PaddedIds {
  const drawn = Int32Array.from(rng.words(lines * count), (word) => 1 + (word % (classes - 1)));
  return padIds(
    Array.from({ length: lines }, (_, row) => drawn.subarray(row * count, (row + 1) * count)),
    0,
  );
}

export function labelInputs({ ids, shape, lengths }: PaddedIds): Inputs {
  return new Map([
    ['labels', idValues(ids, shape)],
    ['labelLengths', idValues(lengths, [lengths.length])],
  ]);
}
