import type { Corpus } from '@reprise/app/corpus';
import { disposeParams, namedParams, Rng, startEngine, tensor1d } from '@reprise/engine';
import { complaint, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { LabelledInk } from '../data/labelledInk.ts';
import { HANDS, writtenBy } from '../metrics/hands.fixture.ts';
import { tiny } from '../presets/tiny.ts';
import { PenReader } from '../reader/penReader.ts';
import { legibleCorpus } from './legibleInks.ts';

await startEngine();

const inks = writtenBy(HANDS, ['o', 'so', 's']);
const corpus: Corpus<LabelledInk> = {
  train: inks,
  valid: inks,
  test: inks,
  summary: 'inks',
  warnings: ['one is odd'],
};

/** Reads everything as one character. */
function readerOf(said: string) {
  const characters = ['o', 's', 'x'];
  const network = new PenReader({ ...tiny, classes: 4, rng: Rng.fromSeed(7) });
  const bias = namedParams(network.params).get('output.bias');
  const given = tensor1d([0, ...characters.map((character) => (character === said ? 50 : 0))]);
  bias?.assign(given);
  given.dispose();
  return { network, architecture: { characters }, settings: tiny };
}

describe('legibleCorpus', () => {
  tensorTest('learns only from what the reader reads as its text; other splits stay', () => {
    const reader = readerOf('o');
    const { train, valid, test, warnings } = legibleCorpus(corpus, reader);
    expect(train).toEqual(inks.filter(({ text }) => text === 'o'));
    expect({ valid, test }).toEqual({ valid: inks, test: inks });
    const dropped = inks.length - train.length;
    expect(warnings).toEqual([
      'one is odd',
      `left out of the training: ${dropped} inks to whose text the reader gives a probability below 0.3`,
    ]);
    disposeParams(reader.network.params);
  });

  tensorTest('refuses a reader that reads nothing of it', () => {
    const reader = readerOf('x');
    expect(complaint(() => legibleCorpus(corpus, reader))).toContain('--reader: expected one that reads');
    disposeParams(reader.network.params);
  });
});
