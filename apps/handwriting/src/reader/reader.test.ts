import { splitOfName } from '@reprise/app/corpus';
import { adamW, constant, fit, setWeights } from '@reprise/core';
import { disposeParams, mul, namedParams, Rng, startEngine, sub, valueAndGradients } from '@reprise/engine';
import { gradientCheck, slow, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { LabelledInk } from '../data/labelledInk.ts';
import { makeInks } from '../handwriting.fixture.ts';
import { normalise } from '../strokes/normalise.ts';
import { resample } from '../strokes/resample.ts';
import { charactersOf, makeAlphabet } from './alphabet.ts';
import { labelDecoder } from './decodeLabels.ts';
import { inkBatch, penFrames } from './inkBatch.ts';
import { inkLogits } from './inkLogits.ts';
import { inkSource } from './inkSource.ts';
import { PenReader } from './penReader.ts';
import { readerScores } from './readerScores.ts';

await startEngine();

const VIEW = { spacing: 0.2, bidirectional: true };
const inks = makeInks({ train: 80, valid: 0, test: 30 }).map((ink): LabelledInk => ({
  id: ink.id,
  text: ink.text ?? '',
  writer: ink.writer,
  category: undefined,
  strokes: resample(normalise(ink.strokes), 0.05),
}));
const alphabet = makeAlphabet(charactersOf(inks.map(({ text }) => text)));
const SHAPE = { cell: 'lstm', hiddenSize: 24, layers: 2, bidirectional: true, dropout: 0 } as const;
const classes = 1 + alphabet.characters.length;

describe('PenReader', () => {
  tensorTest('has the gradients that finite differences give', () => {
    const reader = new PenReader({ ...SHAPE, hiddenSize: 4, classes, rng: Rng.fromSeed(1) });
    const some = inks.slice(0, 2);
    const batch = inkBatch(
      some.map(({ strokes }) => strokes),
      some.map(({ text }) => alphabet.encode(text)),
      { ...VIEW, spacing: 0.5 },
    );
    gradientCheck(() => [reader.loss(batch)], namedParams(reader.params));
    disposeParams(reader.params);
  });

  tensorTest('sees the same in an ink, whatever inks are beside it', () => {
    const reader = new PenReader({ ...SHAPE, classes, rng: Rng.fromSeed(1) });
    const strokes = inks.slice(0, 6).map((ink) => ink.strokes);
    const together = inkLogits(reader, strokes, VIEW);
    strokes.forEach((own, index) => {
      const [alone] = inkLogits(reader, [own], VIEW);
      expect(alone?.length).toBe(together[index]?.length);
      alone?.forEach((logit, at) => {
        expect(logit).toBeCloseTo(together[index]?.[at] as number, 4);
      });
    });
    disposeParams(reader.params);
  });

  it.each([
    { upright: true, inPlace: true, curves: false },
    { upright: false, inPlace: false, curves: true },
  ])('reads ink prepared as %j, and learns of it', (prepared) => {
    const view = { ...VIEW, ...prepared };
    const reader = new PenReader({ ...SHAPE, ...prepared, classes, rng: Rng.fromSeed(1) });
    const strokes = inks.slice(0, 8).map((ink) => ink.strokes);
    const texts = inks.slice(0, 8).map(({ text }) => alphabet.encode(text));
    const batch = inkBatch(strokes, texts, view);
    const losses = Array.from({ length: 12 }, () => {
      const params = [...namedParams(reader.params).values()];
      const { value, gradients } = valueAndGradients(() => reader.loss(batch), params);
      params.forEach((param, index) => {
        const next = sub(param, mul(gradients[index]!, 0.1));
        param.assign(next);
        next.dispose();
        gradients[index]!.dispose();
      });
      const [loss] = value.dataSync() as unknown as [number];
      value.dispose();
      return loss;
    });
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] as number));
    disposeParams(reader.params);
  });

  it('takes two points for a frame, an odd one at the end by itself', () => {
    const strokes = inks.slice(0, 4).map((ink) => ink.strokes);
    const { shape, lengths } = penFrames(strokes, VIEW);
    expect(shape[1] % 2).toBe(0);
    const reader = new PenReader({ ...SHAPE, classes, rng: Rng.fromSeed(1) });
    inkLogits(reader, strokes, VIEW).forEach((logits, index) => {
      expect(logits.length).toBe(Math.ceil((lengths[index] as number) / 2) * classes);
    });
    disposeParams(reader.params);
  });

  slow('learns to read words of writers that it has not seen', async () => {
    const [train, test] = (['train', 'test'] as const).map((split) =>
      inks.filter(({ writer = '' }) => splitOfName(writer) === split),
    ) as [LabelledInk[], LabelledInk[]];
    const reader = new PenReader({ ...SHAPE, classes, rng: Rng.fromSeed(1) });
    const source = inkSource(train, {
      alphabet,
      ...VIEW,
      augmentation: 0.5,
      composed: 0,
      batchTokens: 1200,
      seed: 1,
    });
    const optimizer = adamW();
    const { weights } = await fit({
      params: reader.params,
      source,
      loss: (batch, rng) => reader.loss(batch, rng),
      optimizer,
      schedule: constant(0.01),
      rng: Rng.fromSeed(2),
      epochs: 50,
      clipNorm: 1,
    });
    setWeights(reader.params, weights);
    const { cer } = readerScores(test, alphabet, VIEW)(reader);
    expect(cer).toBeLessThan(0.1);
    const decode = labelDecoder(alphabet, { nBest: 3 });
    const [logits] = inkLogits(reader, [(test[0] as LabelledInk).strokes], VIEW);
    const readings = decode(logits as Float32Array);
    expect(readings[0]?.confidence).toBeGreaterThan(readings[1]?.confidence ?? 0);
    optimizer.dispose();
    disposeParams(reader.params);
  });
});

describe('inkSource', () => {
  const options = { alphabet, ...VIEW, augmentation: 1, composed: 1, batchTokens: 1500, seed: 1 };
  const take = (epoch: number, from = 0) => [
    ...(inkSource(inks, options).batches(epoch, from) as Iterable<unknown>),
  ];

  it('has every ink once an epoch, and composed lines beside', () => {
    const batches = take(0) as { labels: { lengths: Int32Array } }[];
    const rows = batches.reduce((sum, { labels }) => sum + labels.lengths.length, 0);
    expect(rows).toBeGreaterThan(1.5 * inks.length);
  });

  it('is a function of seed, epoch and number', () => {
    expect(take(3, 1)).toEqual(take(3).slice(1));
    expect(take(3)).not.toEqual(take(4));
    expect(inkSource(inks, options).fingerprint).not.toBe(inkSource(inks.slice(1), options).fingerprint);
  });
});
