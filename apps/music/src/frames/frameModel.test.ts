import { adam, constant, fit } from '@reprise/core';
import { disposeParams, namedParams, Rng, scope, startEngine, valueAndGradients } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { frameBatch, type FrameBatch } from './frameBatch.ts';
import { FrameModel } from './frameModel.ts';
import { frameScores } from './frameScores.ts';
import { frameSource } from './frameSource.ts';
import type { Frames } from './keys.ts';
import { sampleFrames } from './sampleFrames.ts';

await startEngine();

const PIECES: readonly Frames[] = [
  [[60, 64], [62], [], [60, 64]],
  [[72], [71, 74]],
];
const HEADS = ['bernoulli', 'nade'] as const;

function makeModel(head: (typeof HEADS)[number], changes: object = {}): FrameModel {
  return new FrameModel({
    ...makeSettings('tiny', { model: 'frames', head, ...changes }),
    rng: Rng.fromSeed(3),
  });
}

function natsOf(model: FrameModel, batch: FrameBatch): Float32Array {
  return scope(() => model.nll(batch).dataSync() as Float32Array);
}

/** Trains a model on pieces, and does something with it. */
async function withTrained(
  model: FrameModel,
  pieces: readonly Frames[],
  steps: number,
  body: () => void | Promise<void>,
): Promise<void> {
  const optimizer = adam();
  try {
    await fit({
      params: model.params,
      source: frameSource(pieces, { batchTokens: 200, transposition: 0, seed: 1 }),
      loss: (batch, rng) => model.loss(batch, rng),
      optimizer,
      schedule: constant(0.02),
      steps,
      rng: Rng.fromSeed(7),
    });
    await body();
  } finally {
    optimizer.dispose();
    disposeParams(model.params);
  }
}

describe.each(HEADS)('a model of frames, %s', (head) => {
  tensorTest('gives each of its parameters a gradient', () => {
    const model = makeModel(head);
    const named = namedParams(model.params);
    const { gradients } = valueAndGradients(() => model.loss(frameBatch(PIECES)), [...named.values()]);
    const dead = [...named.keys()].filter((_, at) => gradients[at]!.dataSync().every((value) => value === 0));
    expect(dead).toEqual([]);
    disposeParams(model.params);
  });

  tensorTest('gives a piece the same nats alone and beside a longer one, and padding none', () => {
    const model = makeModel(head);
    const alone = natsOf(model, frameBatch([PIECES[1]!]));
    const beside = natsOf(model, frameBatch(PIECES)).slice(4);
    expect(beside[0]).toBeCloseTo(alone[0]!, 4);
    expect(beside[1]).toBeCloseTo(alone[1]!, 4);
    expect([...beside.slice(2)]).toEqual([0, 0]);
    disposeParams(model.params);
  });

  tensorTest('does not see the frame that it says, nor a later one', () => {
    const model = makeModel(head);
    const [first] = PIECES as [Frames];
    const before = natsOf(model, frameBatch([first]));
    const after = natsOf(model, frameBatch([[first[0]!, first[1]!, first[2]!, [33]]]));
    expect([...after.slice(0, 3)]).toEqual([...before.slice(0, 3)]);
    expect(after[3]).not.toBe(before[3]);
    disposeParams(model.params);
  });

  tensorTest('is scored by the mean over all frames from the second on, and the first ones beside it', () => {
    const model = makeModel(head);
    const each = PIECES.map((frames) => natsOf(model, frameBatch([frames])));
    const { loss, first } = frameScores(PIECES)(model);
    expect(loss).toBeCloseTo((each[0]![1]! + each[0]![2]! + each[0]![3]! + each[1]![1]!) / 4, 4);
    expect(first).toBeCloseTo((each[0]![0]! + each[1]![0]!) / 2, 4);
    disposeParams(model.params);
  });

  tensorTest('learns a pattern, and goes on with it', async () => {
    const pattern: Frames = [[48, 60], [64], [], [48, 67]];
    const piece = Array.from({ length: 24 }, (_, at) => pattern[at % 4]!);
    const model = makeModel(head);
    await withTrained(model, [piece], 300, async () => {
      const beginning = piece.slice(0, 6);
      const drawn = await sampleFrames(model, { beginning, length: 18, rng: Rng.fromSeed(1) });
      expect(drawn).toEqual(piece.slice(0, 18));
    });
  });
});

tensorTest('nade knows what keys sound together, where independent keys cannot', async () => {
  // At each frame one of two chords, at random: a nat is ln 2, and 4 ln 2 where each of four keys is a coin by itself.
  const words = Rng.fromSeed(5).words(160);
  const piece: Frames = Array.from(words, (word) => (word & 1024 ? [60, 64] : [62, 65]));
  const lossOf = async (head: (typeof HEADS)[number]) => {
    const model = makeModel(head, { hiddenSize: 8, headSize: 16 });
    let loss = NaN;
    await withTrained(
      model,
      Array.from({ length: 8 }, (_, at) => piece.slice(20 * at, 20 * at + 20)),
      200,
      () => {
        ({ loss } = frameScores([piece])(model));
      },
    );
    return loss;
  };
  expect(await lossOf('bernoulli')).toBeGreaterThan(3.5 * Math.LN2);
  expect(await lossOf('nade')).toBeLessThan(1.4 * Math.LN2);
});
