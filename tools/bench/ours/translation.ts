import {
  adamW,
  BOS,
  EOS,
  PAD,
  padIds,
  type PaddedIds,
  type PairBatch,
  type TensorValues,
} from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { TranslationSettings } from '../work.ts';
import { drawIds, idValues, writeInputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';
import { lengthsAround, translationModel } from './translationModel.ts';

/** Words of the targets in the three batches: together 13.7 a sentence, as in Multi30k with 8,000 byte-pair pieces. */
const MEAN_LENGTHS = [9, 13, 19];

/** A training step of a translation model. */
export function translation(settings: TranslationSettings, path: string): Runner {
  const rng = Rng.fromSeed(1);
  const { model, weights } = translationModel(settings, rng);
  const batches = MEAN_LENGTHS.map((mean) => drawBatch(settings, mean, rng.fold('batch', mean)));
  const data = batches.flatMap(({ source, targetIn, targetOut }, index): [string, TensorValues][] =>
    Object.entries({ source, targetIn, targetOut }).flatMap(([name, ids]) =>
      valuesOf(`${name}${index}`, ids),
    ),
  );
  writeInputs(path, new Map([...weights, ...data]));
  return trainingRunner({
    params: model.params,
    batches,
    loss: (batch) => model.loss(batch, { labelSmoothing: 0.1 }),
    optimizer: adamW({ decays: () => true }), // all weights, as PyTorch does
    learningRate: 0.001,
    clipNorm: 1,
  });
}

/** Sorted by length, as the training's batches are: targets of nearly one length, sources around it. */
function drawBatch(
  { batchSize, vocabSize }: TranslationSettings,
  mean: number,
  rng: Rng,
): PairBatch & { tokens: number } {
  const draw = (side: string, lengths: readonly number[]): number[][] =>
    lengths.map((length, row) => [...drawIds(rng.fold(side, row), length, vocabSize)]);
  const sources = draw('source', lengthsAround(mean, 4, batchSize));
  const targets = draw('target', lengthsAround(mean, 1, batchSize));
  const pad = (rows: readonly (readonly number[])[]): PaddedIds => padIds(rows, PAD);
  const targetOut = pad(targets.map((ids) => [...ids, EOS]));
  return {
    source: pad(sources.map((ids) => [...ids, EOS])),
    targetIn: pad(targets.map((ids) => [BOS, ...ids])),
    targetOut,
    tokens: targetOut.lengths.reduce((sum, length) => sum + length, 0),
  };
}

function valuesOf(name: string, { ids, shape, lengths }: PaddedIds): [string, TensorValues][] {
  return [
    [name, idValues(ids, shape)],
    [`${name}Lengths`, idValues(lengths, [lengths.length])],
  ];
}
