import { InputError } from '@reprise/core';
import { disposeParams, mul, Rng, startEngine, tensor1d } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { Corpus } from '@reprise/app/corpus';
import type { LabelledInk } from '../data/labelledInk.ts';
import { HANDS, writtenBy } from '../metrics/hands.fixture.ts';
import { tiny } from '../presets/tiny.ts';
import { PenReader } from '../reader/penReader.ts';
import { describeWriting, scoreWriting, type WritingOptions } from './evaluateWriter.ts';
import { writerTask } from './writerTask.ts';

await startEngine();

const settings = { ...tiny, model: 'writer' as const, hiddenSize: 6, spacing: 0.4 };
const characters = Array.from(' aceimnorsu');
const corpus: Corpus<LabelledInk> = {
  train: writtenBy(HANDS, ['moan', 'rose']),
  valid: [],
  test: writtenBy(HANDS, ['nun', 'career', 'rain', 'sin', 'mice', 'immune', 'so']),
  summary: '',
  warnings: [],
};
const OPTIONS: WritingOptions = {
  words: ['ran', 'sour', 'Moan', 'ocean', 'zoo'],
  repeats: 2,
  wordsOfWriter: 5,
  primedWords: 2,
};

/** A model that has learned nothing, but goes up and down in small steps, to the right, and ends at some time. */
function makeModel() {
  const architecture = { characters, charactersPerStep: 0.1 };
  const network = writerTask.makeNetwork(architecture, settings, Rng.fromSeed(2));
  const { weight, bias } = network.output.params;
  const weak = mul(weight, 0.2);
  // The pen; then of three components weights, means of dx and dy, raw deviations and correlations.
  const given = tensor1d(
    [2, 0, -0.2].concat([0, 0, 0], [0.8, 0.8, 0.8], [-1, 0.5, 0.5], [-1, -1, -1], [-1, -1, -1], [0, 0, 0]),
  );
  weight.assign(weak);
  bias?.assign(given);
  weak.dispose();
  given.dispose();
  return { network, architecture, settings };
}

function makeReader() {
  const network = new PenReader({ ...tiny, classes: characters.length + 1, rng: Rng.fromSeed(7) });
  return { network, architecture: { characters }, settings: tiny };
}

describe('scoreWriting', () => {
  tensorTest('measures steps, words and hands', async () => {
    const [model, reader] = [makeModel(), makeReader()];
    const told: string[] = [];
    const tell = (line: string): number => told.push(line);
    const scores = await scoreWriting(model, corpus, { ...OPTIONS, reader, tell });

    expect(scores.nats.inks).toBe(corpus.test.length);
    expect(scores.nats.model).toBeGreaterThan(scores.nats.mixture);
    const { words, writers } = scores;
    // One is in the training, one has a letter that is not known.
    expect(words?.count).toBe(3);
    expect(words?.seeds).toEqual([1, 2]);
    expect(words?.reading?.count).toBe(2);
    expect(words?.hands.count).toBe(6 * HANDS.length);
    expect(words?.written.map(({ bias }) => bias)).toEqual([0, 0.5]);
    for (const { ended, reading, hands } of words?.written ?? []) {
      expect(ended).toBeGreaterThan(0);
      expect(reading?.ratio).toBe((reading?.cer as number) / (words?.reading?.cer as number));
      // As many letters for each seed.
      const [first, second] = reading?.cerOfSeeds as [number, number];
      expect(reading?.cer).toBeCloseTo((first + second) / 2, 12);
      expect(hands.count).toBeGreaterThan(0);
      expect(hands.count + hands.leftOut).toBe(6);
    }
    expect(writers?.real.count).toBe(HANDS.length);
    expect(writers?.primed.map(({ bias }) => bias)).toEqual([0, 0.5]);
    for (const { count, ratio } of writers?.primed ?? []) {
      expect(count).toBeGreaterThan(1);
      expect(ratio.width).toBeGreaterThan(0);
    }
    expect(told).toHaveLength(5);
    expect(scores.adapted).toBeUndefined();

    const lines = describeWriting(scores).split('\n');
    expect(lines[0]).toMatch(/^28 inks, \d+ steps of the pen$/u);
    expect(lines.filter((line) => line.startsWith('  bias 0.5')).length).toBe(4);
    expect(JSON.parse(JSON.stringify(scores))).toMatchObject({ nats: scores.nats });
    disposeParams(model.network.params);
    disposeParams(reader.network.params);
  });

  tensorTest('writes always the same for a seed', async () => {
    const model = makeModel();
    const options = { ...OPTIONS, repeats: 1, biases: [0] };
    const scores = await scoreWriting(model, corpus, options);
    expect(await scoreWriting(model, corpus, options)).toEqual(scores);
    const other = await scoreWriting(model, corpus, { ...options, seed: 8 });
    expect(other.nats).toEqual(scores.nats);
    expect(other.words?.hands).toEqual(scores.words?.hands);
    expect(other.words?.written[0]?.hands).not.toEqual(scores.words?.written[0]?.hands);
    expect(other.writers?.primed[0]).not.toEqual(scores.writers?.primed[0]);
    disposeParams(model.network.params);
  });

  tensorTest('leaves out what there is nothing for', async () => {
    const model = makeModel();
    const unread = await scoreWriting(model, corpus, { ...OPTIONS, repeats: 1, biases: [1] });
    expect(unread.words?.reading).toBeUndefined();
    expect(unread.words?.written[0]?.reading).toBeUndefined();
    expect(describeWriting(unread)).toContain('bias 1');

    const nameless = { ...corpus, test: corpus.test.map((ink) => ({ ...ink, writer: undefined })) };
    const { writers } = await scoreWriting(model, nameless, { ...OPTIONS, repeats: 1, biases: [] });
    expect(writers).toBeUndefined();

    const wordless = await scoreWriting(model, corpus, { ...OPTIONS, words: ['rose', 'zoo'] });
    expect(wordless).toEqual({
      nats: unread.nats,
      words: undefined,
      writers: undefined,
      adapted: undefined,
    });
    await expect(scoreWriting(model, corpus, { ...OPTIONS, split: 'valid' })).rejects.toThrow(InputError);
    disposeParams(model.network.params);
  });
});
