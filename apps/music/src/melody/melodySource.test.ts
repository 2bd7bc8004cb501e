import { describe, expect, it } from 'vitest';
import { melodyOfPairs, twice } from './melody.fixture.ts';
import type { Melody } from './melody.ts';
import type { MelodyBatch } from './melodyBatch.ts';
import { melodySource, type MelodySourceOptions } from './melodySource.ts';
import { MelodyVocabulary, vocabularyOf } from './melodyVocabulary.ts';

const tunes = [1, 2, 3, 4, 5, 6].map((seed) => twice(seed));
const vocabulary = new MelodyVocabulary(vocabularyOf(tunes, 3));
const reader = { periods: [48], lags: [96] };

function sourceOf(options: Partial<MelodySourceOptions> = {}, melodies: readonly Melody[] = tunes) {
  const base = { batchTokens: 60, transposition: 0, seed: 1, vocabulary, reader };
  return melodySource(melodies, { ...base, ...options });
}

async function allOf(source: ReturnType<typeof sourceOf>, epoch = 0, from = 0): Promise<MelodyBatch[]> {
  const batches: MelodyBatch[] = [];
  for await (const batch of source.batches(epoch, from)) batches.push(batch);
  return batches;
}

describe('melodySource', () => {
  it('has each tune once in an epoch, and goes on in the middle as if it had never stopped', async () => {
    const whole = await allOf(sourceOf());
    expect(whole).toHaveLength(sourceOf().batchesIn(0));
    expect(whole.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
      tunes.reduce((sum, { notes }) => sum + notes.length, 0),
    );
    expect(await allOf(sourceOf(), 0, 1)).toEqual(whole.slice(1));
    expect(await allOf(sourceOf(), 1)).not.toEqual(whole);
  });

  it('moves tunes by all semitones up to the most, and no farther', async () => {
    const scale = melodyOfPairs([63, 1], [65, 1]);
    const own = new MelodyVocabulary(vocabularyOf([scale], 3));
    const firsts = new Set<number | undefined>();
    for (let epoch = 0; epoch < 60; epoch++) {
      const [batch] = await allOf(sourceOf({ transposition: 3, vocabulary: own }, [scale]), epoch);
      const [first, second] = [...(batch as MelodyBatch).pitches].map((token) => own.pitchOf(token));
      firsts.add(first);
      expect(second).toBe((first as number) + 2);
    }
    expect([...firsts].sort()).toEqual([60, 61, 62, 63, 64, 65, 66]);
  });

  it('has another fingerprint for other tunes or settings', () => {
    const prints = [
      sourceOf(),
      sourceOf({ batchTokens: 61 }),
      sourceOf({ transposition: 1 }),
      sourceOf({ reader: { periods: [48], lags: [48] } }),
      sourceOf({}, tunes.slice(1)),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(5);
    expect(sourceOf().fingerprint).toBe(prints[0]);
  });
});
