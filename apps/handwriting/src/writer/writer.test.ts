import { adamW, constant, fit, readPenMixture, setWeights } from '@reprise/core';
import { disposeParams, namedParams, Rng, scope, slice, startEngine } from '@reprise/engine';
import { gradientCheck, slow, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabelledInk } from '../data/labelledInk.ts';
import { makeInks, WORDS, writeWord } from '../handwriting.fixture.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import { charactersOf } from '../reader/alphabet.ts';
import { normalise } from '../strokes/normalise.ts';
import { boundsOf } from '../strokes/geometry.ts';
import { write } from './write.ts';
import { strokesOfPath } from './penPath.ts';
import { writeLines } from './writeLines.ts';
import { writerBatch } from './writerBatch.ts';
import { WriterModel } from './writerModel.ts';
import { scoreBatches, writerScores } from './writerScores.ts';
import { writerSource, writtenSteps } from './writerSource.ts';
import { writerText } from './writerText.ts';

await startEngine();

const SPACING = 0.7;
const inks = makeInks({ train: 60, valid: 0, test: 0 }).map((ink): LabelledInk => ({
  id: ink.id,
  text: ink.text ?? '',
  writer: ink.writer,
  category: undefined,
  strokes: normalise(ink.strokes),
}));
const characters = charactersOf([...WORDS, ' ']);
const text = writerText(characters);
const SHAPE = {
  vocabSize: characters.length + 1,
  embeddingSize: 8,
  hiddenSize: 32,
  layers: 2,
  windows: 3,
  components: 4,
  dropout: 0,
  charactersPerStep: 1 / 6,
};
const untrained = new WriterModel({ ...SHAPE, rng: Rng.fromSeed(1) });

afterAll(() => {
  disposeParams(untrained.params);
});

describe('WriterModel', () => {
  tensorTest('has the gradients that finite differences give', () => {
    const model = new WriterModel({
      ...SHAPE,
      hiddenSize: 3,
      embeddingSize: 2,
      windows: 2,
      components: 2,
      rng: Rng.fromSeed(3),
    });
    const [batch] = scoreBatches(inks.slice(0, 2), text, 2);
    gradientCheck(() => [model.loss(batch!)], namedParams(model.params));
    disposeParams(model.params);
  });

  tensorTest('is as long as a batch of one, whatever is beside it', () => {
    const [together] = scoreBatches(inks.slice(0, 3), text, SPACING);
    const alone = inks.slice(0, 3).flatMap((ink) => scoreBatches([ink], text, SPACING));
    const nats = (batch: NonNullable<typeof together>): number =>
      batch.tokens * (untrained.loss(batch).dataSync()[0] as number);
    expect(nats(together!)).toBeCloseTo(
      alone.reduce((sum, batch) => sum + nats(batch), 0),
      1,
    );
  });
});

describe('writeLines', () => {
  const asked = [{ text: 'oil' }, { text: 'zoo' }, { text: 'x' }];

  it('writes the same for one key, whatever is written beside it, and something else for another', async () => {
    const rng = Rng.fromSeed(5);
    const all = await writeLines(untrained, text, asked, { rng });
    const [first] = await writeLines(untrained, text, asked.slice(0, 1), { rng });
    first!.offsets.forEach((offset, at) => {
      expect(offset).toBeCloseTo(all[0]!.offsets[at] as number, 3);
    });
    const [other] = await writeLines(untrained, text, asked, { rng: Rng.fromSeed(6) });
    expect([...other!.offsets]).not.toEqual([...all[0]!.offsets]);
  });

  it('goes on behind what was written before as if it had written that itself', async () => {
    const rng = Rng.fromSeed(7);
    const prime = {
      text: 'oil',
      path: writtenSteps([0], inks, rng, { spacing: SPACING, augmentation: 0 }).steps,
    };
    const [path] = await writeLines(untrained, text, [{ text: 'ox', prime }], { rng, mixtures: true });
    expect(path!.attention[0]?.length).toBe(3);
    const outputs = scope(() => {
      const all = untrained.outputs(writerBatch([{ tokens: text.encode('oil ox'), steps: prime.path }]));
      return [...slice(all, [all.shape[0] - 1, 0], [1, -1]).dataSync()];
    });
    const expected = readPenMixture(outputs);
    for (const part of ['weights', 'meanX', 'deviationY', 'pen'] as const)
      path!.mixtures[0]![part].forEach((value, at) => {
        expect(value).toBeCloseTo(expected[part][at] as number, 4);
      });
  });

  it('stops where the pen does not', async () => {
    const paths = await writeLines(untrained, text, [{ text: 'x' }], { rng: Rng.fromSeed(8) });
    expect(paths[0]!.offsets.length / 3).toBeLessThanOrEqual(100);
  });

  it('refuses an empty text and characters that it has not learned', async () => {
    const rng = Rng.fromSeed(1);
    await expect(writeLines(untrained, text, [{ text: '' }], { rng })).rejects.toThrow('expected a text');
    await expect(writeLines(untrained, text, [{ text: 'a' }], { rng })).rejects.toThrow('got "a"');
  });
});

describe('learning to write', () => {
  slow('writes letters in the right order, of their shapes', async () => {
    const model = new WriterModel({ ...SHAPE, rng: Rng.fromSeed(2) });
    const words = ['lo', 'ol', 'loo', 'oll', 'olo', 'lol', 'll', 'oo'];
    const inks = Array.from({ length: 200 }, (_, index): LabelledInk => {
      const word = words[index % words.length] as string;
      const strokes = writeWord(word, Rng.fromSeed(index));
      return { id: String(index), text: word, writer: 'one', category: undefined, strokes };
    });
    const optimizer = adamW();
    const scores = writerScores(inks.slice(0, 10), text, SPACING);
    const before = scores(model).loss;
    const { weights } = await fit({
      params: model.params,
      source: writerSource(inks, {
        text,
        spacing: SPACING,
        augmentation: 0.1,
        composed: 0,
        batchTokens: 500,
        seed: 1,
      }),
      loss: (batch, rng) => model.loss(batch, rng),
      optimizer,
      schedule: constant(0.01),
      rng: Rng.fromSeed(3),
      epochs: 90,
      clipNorm: 1,
    });
    setWeights(model.params, weights);
    expect(scores(model).loss).toBeLessThan(before - 3);
    const rows = Array.from({ length: 10 }, () => [{ text: 'lo' }, { text: 'ol' }]).flat();
    const paths = await writeLines(model, text, rows, { rng: Rng.fromSeed(4), bias: 2 });
    expect(paths.filter(({ ended }) => ended).length).toBeGreaterThanOrEqual(17);
    // An l is a line twice as high as an o, and they stand in the order of the text.
    const risesOf = (path: (typeof paths)[number]): number => {
      const heights = strokesOfPath(path).map((stroke) => boundsOf([stroke]).bottom - boundsOf([stroke]).top);
      return (heights[0] as number) / (heights.at(-1) as number);
    };
    const falling = paths.filter((path, row) =>
      rows[row]?.text === 'lo' ? risesOf(path) > 1 : risesOf(path) < 1,
    );
    expect(falling.length).toBeGreaterThanOrEqual(16);
    // What it looks at goes from the first character to the last.
    const looks = paths[0]!.attention.map((weights) => weights.indexOf(Math.max(...weights)));
    expect(looks[0]).toBe(0);
    expect(Math.max(...looks.slice(-3))).toBeGreaterThanOrEqual(1);
    optimizer.dispose();
    disposeParams(model.params);
  });
});

describe('write', () => {
  const loaded = { network: untrained, architecture: { characters } } as unknown as LoadedWriter;

  it('writes a text on lines, with times, the same for one seed', async () => {
    const { ink } = await write(loaded, 'ox oil\nzoo', { seed: 3, lineWidth: 1000 });
    expect(ink.text).toBe('ox oil\nzoo');
    expect(ink.strokes.every(({ t }) => t !== undefined)).toBe(true);
    const again = await write(loaded, 'ox oil\nzoo', { seed: 3, lineWidth: 1000 });
    expect(again.ink).toEqual(ink);
  });

  it('says what it cannot write before it begins', async () => {
    await expect(write(loaded, 'ox 漢')).rejects.toThrow('got "漢"');
    await expect(write(loaded, ' \n ')).rejects.toThrow('expected a text, got none');
    await expect(write(loaded, 'x'.repeat(20_001))).rejects.toThrow('at most 20000 characters');
  });

  it('says what it replaced', async () => {
    const { remarks } = await write(loaded, 'öl', { seed: 1 });
    expect(remarks[0]).toContain('ö');
  });
});
