import { characterEdits, editRate } from '@reprise/core';
import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { tiny } from '../presets/tiny.ts';
import { PenReader } from '../reader/penReader.ts';
import { readInks } from '../reader/read.ts';
import { HANDS, writtenBy } from './hands.fixture.ts';
import { wordErrors, wordsAsLong } from './wordReading.ts';

await startEngine();

const characters = Array.from('aceimnorsu');
const words = writtenBy(HANDS, ['moan', 'career', 'nun']);

describe('wordErrors', () => {
  tensorTest('are those of readings by ink alone', () => {
    const network = new PenReader({ ...tiny, classes: 1 + characters.length, rng: Rng.fromSeed(7) });
    const reader = { network, architecture: { characters }, settings: tiny };
    const loaded = { ...reader, kind: 'reader' as const, language: undefined, dispose: () => undefined };
    const readings = readInks(loaded, words, { language: false });
    const read = (index: number): string => readings[index]?.text ?? '';
    expect(new Set(readings.map(({ text }) => text)).size).toBeGreaterThan(1);

    const expected = editRate(words.map(({ text }, index) => characterEdits(read(index), text)));
    expect(wordErrors(reader, words)).toBe(expected);
    const asRead = words.map((word, index) => ({ ...word, text: read(index) }));
    expect(wordErrors(reader, asRead)).toBe(0);

    // Of twelve words of 13 letters in each of four hands, and of one of four letters that is not there.
    const { edits, length } = { edits: expected * 4 * 13, length: 4 * 13 };
    expect(wordErrors(reader, [...words, { strokes: [], text: 'moan' }])).toBeCloseTo(
      (edits + 4) / (length + 4),
      12,
    );
    disposeParams(network.params);
  });
});

describe('wordsAsLong', () => {
  const texts = ['aunt', 'owe', 'sun', 'answer', 'absence'];

  it('finds words of the same lengths, none twice', () => {
    const alike = wordsAsLong(texts, words, Rng.fromSeed(1));
    expect(alike.map(({ text }) => text.length)).toEqual([4, 3, 3, 6]);
    expect(new Set(alike.map(({ id }) => id)).size).toBe(4);
  });

  it('draws them', () => {
    expect(wordsAsLong(texts, words, Rng.fromSeed(1))).toEqual(wordsAsLong(texts, words, Rng.fromSeed(1)));
    const drawn = [1, 2, 3, 4].map((seed) => wordsAsLong(texts, words, Rng.fromSeed(seed))[0]?.id);
    expect(new Set(drawn).size).toBeGreaterThan(1);
    expect(wordsAsLong(['an', 'own', 'own', 'own', 'own', 'own'], words, Rng.fromSeed(1))).toHaveLength(4);
  });
});
