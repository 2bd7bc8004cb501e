import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { refusal, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { makeMelodyModel, melodyArchitecture } from './architecture.ts';
import { endsOn, inRange, inScale, noRests, withinBars } from './constraints.ts';
import { melodyOfPairs, twice } from './melody.fixture.ts';
import type { Melody, MelodyNote } from './melody.ts';
import { melodyBatch, NOT_SAID } from './melodyBatch.ts';
import type { MelodyModel } from './melodyModel.ts';
import { sampleMelodies, sampleMelody } from './sampleMelody.ts';

await startEngine();

const tunes = [1, 2, 3, 4].map((seed) => twice(seed));
const settings = makeSettings('tiny', { model: 'melody', attention: true, lookback: true, chords: true });
const model = makeMelodyModel(melodyArchitecture(tunes, settings), settings, Rng.fromSeed(3));
/** Untrained attention copies what was said, and the more of it there is the less it ends; without it tunes are short. */
const plain = makeMelodyModel(
  melodyArchitecture(tunes, settings),
  { ...settings, attention: false },
  Rng.fromSeed(3),
);
const { durations } = model.vocabulary.spec;
const chords = [{ onset: 1, chord: { root: 0, quality: 'major' as const } }];

afterAll(() => {
  disposeParams(model.params);
  disposeParams(plain.params);
});

function nats(of: MelodyModel, melody: Melody, { end }: { readonly end: boolean }): number {
  const batch = melodyBatch([melody], of.vocabulary, of.reader);
  if (!end) batch.durations[melody.notes.length] = NOT_SAID;
  return batch.tokens * of.nll(batch);
}

const shown = ({ notes }: Pick<Melody, 'notes'>) => notes.map(({ pitch, duration }) => [pitch, duration]);
const quartersOf = (notes: readonly MelodyNote[]) => notes.reduce((sum, { duration }) => sum + duration, 0);

describe('sampleMelody', () => {
  tensorTest('says a tune as probable when it draws it as when it is taught it', async () => {
    for (const seed of [1, 2, 3]) {
      const ended = await sampleMelody(plain, { rng: Rng.fromSeed(seed), chords });
      expect(ended.logProb).toBeCloseTo(-nats(plain, ended, { end: true }), 3);
      const length = { notes: 20 };
      const drawn = await sampleMelody(model, { rng: Rng.fromSeed(seed), chords, length });
      expect(drawn.logProb).toBeCloseTo(-nats(model, drawn, { end: false }), 3);
    }
  });

  tensorTest('keeps what is given, and does not count it', async () => {
    const beginning = twice(9).notes.slice(0, 7);
    const whole = await sampleMelody(model, { rng: Rng.fromSeed(1), beginning, length: { notes: 12 } });
    expect(shown(whole).slice(0, 7)).toEqual(shown({ notes: beginning }));
    const natsOf = (notes: readonly MelodyNote[]) => nats(model, { id: 'part', notes }, { end: false });
    expect(-whole.logProb).toBeCloseTo(natsOf(whole.notes) - natsOf(beginning), 3);
  });

  tensorTest('draws the same from the same seed, and the most probable with topK 1', async () => {
    const draw = async (seed: number, topK?: number) =>
      shown(await sampleMelody(model, { rng: Rng.fromSeed(seed), length: { notes: 12 }, topK }));
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
    expect(await draw(1, 1)).toEqual(await draw(2, 1));
    expect(await draw(1)).toHaveLength(12);
  });

  tensorTest('draws several tunes, each as if it were alone, that end by themselves', async () => {
    const all = await sampleMelodies(plain, { rng: Rng.fromSeed(1), count: 5 });
    expect(all[0]).toEqual(await sampleMelody(plain, { rng: Rng.fromSeed(1) }));
    expect(new Set(all.map(({ notes }) => notes.length)).size).toBeGreaterThan(1);
    for (const tune of all) expect(tune.logProb).toBeCloseTo(-nats(plain, tune, { end: true }), 3);
  });

  tensorTest('keeps to scale, range, bars, length and the tonic at the end', async () => {
    const constraints = [
      withinBars({ bar: 3, durations }),
      inScale(new Set([0, 2, 4, 7, 9])),
      inRange([60, 69]),
      endsOn(0),
    ];
    for (const seed of [1, 2, 3, 4]) {
      const { notes, broken } = await sampleMelody(model, {
        rng: Rng.fromSeed(seed),
        constraints,
        length: { quarters: 12 },
      });
      expect(broken).toBe(0);
      expect(quartersOf(notes)).toBe(12);
      expect(notes.every(({ pitch }) => [60, 62, 64, 67, 69].includes(pitch))).toBe(true);
      expect(notes.at(-1)?.pitch).toBe(60);
      const ends = notes.map((_, index) => quartersOf(notes.slice(0, index + 1)));
      expect([3, 6, 9].every((bar) => ends.includes(bar))).toBe(true);
    }
    const free = await sampleMelody(plain, { rng: Rng.fromSeed(5), constraints: [endsOn(7)] });
    expect(free.notes.at(-1)?.pitch).toBe(67);
  });

  tensorTest('lets the later constraint give way where nothing else is left, and says so', async () => {
    const { notes, broken } = await sampleMelody(model, {
      rng: Rng.fromSeed(1),
      constraints: [noRests, inRange([60, 60]), inScale(new Set([2]))],
      length: { notes: 5 },
    });
    expect(notes.map(({ pitch }) => pitch)).toEqual([60, 60, 60, 60, 60]);
    expect(broken).toBe(5);
  });

  tensorTest('goes on from what its vocabulary lacks', async () => {
    const beginning = melodyOfPairs([30, 7], [61, 0.3333]).notes;
    const { notes } = await sampleMelody(model, { rng: Rng.fromSeed(1), beginning, length: { notes: 4 } });
    expect(notes.slice(0, 2)).toEqual(beginning);
    expect(notes).toHaveLength(4);
  });

  tensorTest('refuses a beginning that is as long as the whole', async () => {
    const beginning = tunes[0]!.notes.slice(0, 4);
    const message = await refusal(
      sampleMelody(model, { rng: Rng.fromSeed(1), beginning, length: { notes: 4 } }),
    );
    expect(message).toContain('4 notes');
  });
});
