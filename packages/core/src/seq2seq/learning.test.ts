import { disposeParams, memory, Rng } from '@reprise/engine';
import { copyTask, reverseTask, slow, sortTask, toyVocabSize, type ToyExample } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { BOS, EOS } from '../data/vocabulary.ts';
import { fit } from '../train/fit.ts';
import type { Batch, BatchSource } from '../train/fitOptions.ts';
import { adamW } from '../train/optimizer.ts';
import { warmupCosine } from '../train/schedule.ts';
import { greedy } from './decoding.ts';
import type { PairBatch } from './pairBatch.ts';
import { readSources } from './readSources.ts';
import { Seq2Seq, type Seq2SeqConfig } from './seq2seq.ts';
import { makePairBatch } from './toyModel.fixture.ts';

const TASK = { symbols: 8, minLength: 1, maxLength: 5 };
const STEPS = 200;
const BATCH_SIZE = 32;
const TESTED = 100;

const CONFIG: Seq2SeqConfig = {
  sourceVocabSize: toyVocabSize(TASK),
  targetVocabSize: toyVocabSize(TASK),
  embeddingSize: 16,
  encoderCell: 'lstm',
  encoderSize: 16,
  encoderLayers: 1,
  bidirectional: true,
  decoderCell: 'lstm',
  decoderSize: 32,
  decoderLayers: 1,
  attention: 'general',
  inputFeeding: false,
  residual: false,
  tiedEmbeddings: 'all',
  dropout: 0,
};

type ToyBatch = PairBatch & Batch;

function makeBatches(examples: readonly ToyExample[]): ToyBatch[] {
  return Array.from({ length: examples.length / BATCH_SIZE }, (_, index) => {
    const own = examples.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE);
    return { ...makePairBatch(own), tokens: own.reduce((sum, { target }) => sum + target.length + 1, 0) };
  });
}

function sourceOf(batches: readonly ToyBatch[]): BatchSource<ToyBatch> {
  return { fingerprint: 'toy', batchesIn: () => batches.length, batches: (_, from) => batches.slice(from) };
}

/** Trains on every example once. */
async function train(model: Seq2Seq, examples: readonly ToyExample[]): Promise<void> {
  const optimizer = adamW();
  await fit({
    params: model.params,
    source: sourceOf(makeBatches(examples)),
    loss: (batch, rng) => model.loss(batch, { rng }),
    optimizer,
    schedule: warmupCosine({ learningRate: 0.02, warmupSteps: 20, steps: STEPS }),
    rng: Rng.fromSeed(1),
    epochs: 1,
    clipNorm: 1,
  });
  optimizer.dispose();
}

/** The part of the examples whose target greedy search finds, to the last token. */
async function accuracy(model: Seq2Seq, examples: readonly ToyExample[]): Promise<number> {
  const reader = readSources(model, makePairBatch(examples).source);
  const found = await greedy(reader.value, { bos: BOS, eos: EOS, maxLength: TASK.maxLength + 2 });
  reader.free();
  const right = found.filter(({ ids }, row) => String(ids) === String(examples[row]?.target));
  return right.length / examples.length;
}

/** @returns the accuracy on sources that were not trained on */
async function learn(makeExamples: typeof copyTask, overrides: Partial<Seq2SeqConfig> = {}): Promise<number> {
  const trained = makeExamples(1, STEPS * BATCH_SIZE, TASK);
  const seen = new Set(trained.map(({ source }) => String(source)));
  const unseen = makeExamples(2, 10 * TESTED, TASK).filter(({ source }) => !seen.has(String(source)));
  expect(unseen.length).toBeGreaterThan(TESTED);
  const model = new Seq2Seq({ ...CONFIG, ...overrides }, Rng.fromSeed(1));
  try {
    await train(model, trained);
    return await accuracy(model, unseen.slice(0, TESTED));
  } finally {
    disposeParams(model.params);
  }
}

describe('an encoder-decoder with attention learns', () => {
  const tasks = { copy: copyTask, reverse: reverseTask, sort: sortTask };
  for (const [name, makeExamples] of Object.entries(tasks)) {
    it(`to ${name}`, { timeout: 180_000 }, async () => {
      const before = memory().tensors;
      expect(await learn(makeExamples)).toBeGreaterThanOrEqual(0.95);
      expect(memory().tensors).toBe(before);
    });
  }
});

it('a fixed context learns less in the same time', { timeout: 180_000 }, async () => {
  expect(await learn(reverseTask, { attention: 'none' })).toBeLessThan(0.85);
});

/** Tensors are counted by the engine; the process may grow by what is hidden from it, native memory above all. */
slow(
  'a thousand steps of training leave no tensor behind, and the process does not grow',
  async () => {
    const model = new Seq2Seq({ ...CONFIG, bidirectional: false, dropout: 0.2 }, Rng.fromSeed(1));
    const sizes = new Map<number, number>();
    const tensors = new Map<number, number>();
    const batches = makeBatches(reverseTask(1, 20 * BATCH_SIZE, TASK));
    const optimizer = adamW();
    await fit({
      params: model.params,
      source: sourceOf(batches),
      loss: (batch, rng) => model.loss(batch, { rng, labelSmoothing: 0.1 }),
      optimizer,
      schedule: () => 1e-3,
      rng: Rng.fromSeed(2),
      steps: 1000,
      clipNorm: 1,
      onGradients: (_, { step }) => {
        // Without JavaScript's own heap, whose garbage waits for the collector as long as there is room.
        const { rss, heapTotal } = process.memoryUsage();
        sizes.set(step, rss - heapTotal);
        tensors.set(step, memory().tensors);
      },
    });
    optimizer.dispose();
    disposeParams(model.params);
    expect(tensors.get(1000)).toBe(tensors.get(100));
    expect((sizes.get(1000) as number) / (sizes.get(100) as number)).toBeLessThan(1.05);
  },
  600_000,
);
