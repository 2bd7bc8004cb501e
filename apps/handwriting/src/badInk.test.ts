import { InputError } from '@reprise/core';
import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { checkInk } from './checkInk.ts';
import type { Ink } from './ink.ts';
import { load, shippedModel } from './modelFolder.ts';
import { readInks } from './reader/read.ts';
import { strokeOf } from './strokes/strokes.fixture.ts';
import { tiny } from './presets/tiny.ts';
import { adapt } from './writer/adapt.ts';
import { write } from './writer/write.ts';
import { writerTask } from './writer/writerTask.ts';

await startEngine();
const reader = await load(shippedModel('reader'), 'reader');
afterAll(() => {
  reader.dispose();
});

const inkOf = (...strokes: Ink['strokes']): Ink => ({ id: 'ink', strokes });
const none = { x: new Float64Array(), y: new Float64Array() };
const unequal = { x: Float64Array.of(1, 2), y: Float64Array.of(1) };
const backwards = { x: Float64Array.of(1), y: Float64Array.of(1), t: Float64Array.of(NaN) };

const BAD: readonly (readonly [title: string, ink: Ink, message: string])[] = [
  ['no strokes', inkOf(), 'expected strokes of a pen, got none'],
  ['a stroke of no points', inkOf(strokeOf([0, 0]), none), 'stroke 2: expected points of a pen, got none'],
  ['lists of two lengths', inkOf(unequal), 'stroke 1: expected as many x as y and times, got 2, 1, 2'],
  ['NaN', inkOf(strokeOf([0, 0], [1, NaN])), 'stroke 1, point 2: expected finite numbers, got 1, NaN, 1'],
  ['infinity', inkOf(strokeOf([-Infinity, 0])), 'stroke 1, point 1: expected finite numbers'],
  ['a time that is none', inkOf(backwards), 'stroke 1, point 1: expected finite numbers, got 1, 1, NaN'],
];

describe('bad ink', () => {
  for (const [title, ink, message] of BAD)
    it(`is refused with its place: ${title}`, () => {
      expect(() => {
        checkInk(ink, 'here');
      }).toThrow(InputError);
      expect(() => readInks(reader, [ink])).toThrow(message);
      expect(() => readInks(reader, [ink])).toThrow('read: ink "ink"');
    });

  tensorTest('is refused by a writer that should adapt to it', async () => {
    const architecture = { characters: Array.from('ab '), charactersPerStep: 0.1 };
    const settings = { ...tiny, model: 'writer' as const, hiddenSize: 4 };
    const network = writerTask.makeNetwork(architecture, settings, Rng.fromSeed(1));
    const model = { network, architecture, settings };
    const line = { id: 'a', text: 'a', category: undefined, writer: undefined };
    await expect(adapt(model, [{ ...line, strokes: [none] }])).rejects.toThrow('adapt: line 1, stroke 1');
    await expect(adapt(model, [])).rejects.toThrow('expected at least 20 lines');
    await expect(write(model, '\u{1f58b}')).rejects.toThrow(InputError);
    await expect(write(model, 'abc')).rejects.toThrow('expected characters that the model has learned');
    disposeParams(network.params);
  });
});

describe('strange ink', () => {
  const waves = (count: number, waveLength: number): Ink => {
    const x = Float64Array.from({ length: count }, (_, at) => at / 50);
    return inkOf({ x, y: x.map((at) => Math.sin((2 * Math.PI * at) / waveLength)) });
  };

  tensorTest('of one point is read, as a dot or as nothing', () => {
    const [reading] = readInks(reader, [inkOf(strokeOf([3, 4]))]);
    expect(reading?.text.length).toBeLessThan(2);
    expect(reading?.confidence).toBeGreaterThan(0);
  });

  tensorTest('of a pen that is never lifted is read, with little confidence', () => {
    const [reading] = readInks(reader, [waves(3000, 2)]);
    expect(reading?.text.length).toBeGreaterThan(3);
    expect(reading?.confidence).toBeLessThan(0.1);
  });

  tensorTest('of a million points on a short way is read as any other', () => {
    const dense = waves(1_000_000, 1000);
    const sparse = inkOf({
      x: dense.strokes[0]!.x.filter((_, at) => at % 5000 === 0 || at === 999_999),
      y: dense.strokes[0]!.y.filter((_, at) => at % 5000 === 0 || at === 999_999),
    });
    const [one, other] = readInks(reader, [dense, sparse]);
    expect(one?.text).toBe(other?.text);
  });

  tensorTest('longer than any line is refused, and says how long it is', () => {
    expect(() => readInks(reader, [waves(1_000_000, 2)])).toThrow(
      /at most \d+ letters' heights of ink, got \d+/u,
    );
  });

  tensorTest('of vast or minute numbers is read as if it were of common size', () => {
    const [large, small] = [1e30, 1e-30].map((size) =>
      inkOf(strokeOf([0, -2 * size], [0, 0]), strokeOf([size, -size], [1.8 * size, 0])),
    );
    const usual = inkOf(strokeOf([0, -2], [0, 0]), strokeOf([1, -1], [1.8, 0]));
    const texts = readInks(reader, [large!, small!, usual]).map(({ text }) => text);
    expect(texts[0]).toBe(texts[2]);
    expect(texts[1]).toBe(texts[2]);
  });
});
