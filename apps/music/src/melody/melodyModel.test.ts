import { adam, constant, fit } from '@reprise/core';
import { disposeParams, namedParams, Rng, startEngine, valueAndGradients } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import type { Settings } from '../settings.ts';
import { makeMelodyModel, melodyArchitecture, melodyArchitectureSchema } from './architecture.ts';
import { twice } from './melody.fixture.ts';
import type { Melody } from './melody.ts';
import { melodyBatch, NOT_SAID, type MelodyBatch } from './melodyBatch.ts';
import type { MelodyModel } from './melodyModel.ts';
import { melodyScores } from './melodyScores.ts';
import { melodySource } from './melodySource.ts';

await startEngine();

const tunes = Array.from({ length: 40 }, (_, seed) => twice(seed));
const [tune, longer] = [twice(100), twice(101, 12)];
const chords = [{ onset: 2, chord: { root: 7, quality: 'major' as const } }];

function settingsOf(replaced: Partial<Settings>): Settings {
  return makeSettings('tiny', { model: 'melody', attention: true, lookback: true, ...replaced });
}

function make(settings: Settings): MelodyModel {
  return makeMelodyModel(melodyArchitecture(tunes, settings), settings, Rng.fromSeed(3));
}

const batchOf = (model: MelodyModel, ...melodies: Melody[]): MelodyBatch =>
  melodyBatch(melodies, model.vocabulary, model.reader);

const KINDS: Readonly<Record<string, Partial<Settings>>> = {
  'with attention, lookback and chords': { chords: true, layers: 2, recurrentDropout: 0.2, dropout: 0.2 },
  'with attention alone': { lookback: false, cell: 'gru' },
  'recurrent layers alone': { attention: false, lookback: false },
};

for (const [name, replaced] of Object.entries(KINDS)) {
  describe(`MelodyModel, ${name}`, () => {
    tensorTest('gives each of its parameters a gradient', () => {
      const model = make(settingsOf(replaced));
      const batch = batchOf(model, { ...tune, chords }, longer);
      const named = namedParams(model.params);
      const { value, gradients } = valueAndGradients(
        () => model.loss(batch, Rng.fromSeed(1)),
        [...named.values()],
      );
      expect(Number.isFinite(value.dataSync()[0])).toBe(true);
      const dead = [...named.keys()].filter((_, index) =>
        gradients[index]!.dataSync().every((number) => number === 0),
      );
      expect(dead).toEqual([]);
      disposeParams(model.params);
    });

    tensorTest('is the same for a tune alone and beside a longer one', () => {
      const model = make(settingsOf(replaced));
      const apart = [tune, longer].map((melody) => batchOf(model, melody));
      const both = batchOf(model, tune, longer);
      const total = apart.reduce((sum, batch) => sum + batch.tokens * model.nll(batch), 0);
      expect(model.nll(both)).toBeCloseTo(total / both.tokens, 4);
      disposeParams(model.params);
    });

    tensorTest('does not see what comes', () => {
      const model = make(settingsOf(replaced));
      const changed = { ...tune, notes: tune.notes.map((note, at) => (at < 9 ? note : longer.notes[at]!)) };
      const early = (melody: Melody): number => {
        const batch = batchOf(model, melody);
        const only = (labels: Int32Array) => labels.map((label, at) => (at < 9 ? label : NOT_SAID));
        return (
          batch.tokens *
          model.nll({ ...batch, pitches: only(batch.pitches), durations: only(batch.durations) })
        );
      };
      expect(early(changed)).toBeCloseTo(early(tune), 4);
      disposeParams(model.params);
    });
  });
}

describe('MelodyModel', () => {
  tensorTest('says its nats in parts that add up, tunes with what the vocabulary lacks among them', () => {
    const settings = settingsOf({});
    const architecture = melodyArchitecture(tunes, settings);
    const model = makeMelodyModel(architecture, settings, Rng.fromSeed(3));
    const odd: Melody = { id: 'odd', notes: [{ pitch: 30, duration: 7 }, ...tune.notes] };
    const batch = batchOf(model, odd, longer);
    const scores = melodyScores([odd, longer], model.vocabulary, model.reader)(model);
    expect(scores.loss).toBeCloseTo(model.nll(batch), 4);
    expect(scores.duration + scores.pitch + batch.otherNats / batch.tokens).toBeCloseTo(scores.loss, 4);
    expect(melodyArchitectureSchema.parse(JSON.parse(JSON.stringify(architecture)))).toEqual(architecture);
    disposeParams(model.params);
  });

  tensorTest(
    'repeats a half that nothing foretells where it has attention, and cannot where it has none',
    async () => {
      // None comes twice in the training: what is repeated cannot be known by heart.
      const many = Array.from({ length: 1200 }, (_, seed) => twice(seed));
      const learn = async (replaced: Partial<Settings>): Promise<[number, number]> => {
        const settings = settingsOf({ batchTokens: 300, transposition: 0, ...replaced });
        const architecture = melodyArchitecture(many, settings);
        const model = makeMelodyModel(architecture, settings, Rng.fromSeed(3));
        const optimizer = adam();
        try {
          await fit({
            params: model.params,
            source: melodySource(many, {
              ...settings,
              vocabulary: model.vocabulary,
              reader: architecture.reader,
              seed: 1,
            }),
            loss: (batch, rng) => model.loss(batch, rng),
            optimizer,
            schedule: constant(0.02),
            steps: 80,
            rng: Rng.fromSeed(7),
          });
          return halves(model, twice(5000));
        } finally {
          optimizer.dispose();
          disposeParams(model.params);
        }
      };
      const [first, second] = await learn({});
      expect(first).toBeGreaterThan(1.5);
      expect(second).toBeLessThan(0.15);
      const [, without] = await learn({ attention: false, lookback: false });
      expect(without).toBeGreaterThan(1.5);
    },
  );
});

/** Mean nats of a note in the first half and in the second, where the tune's end does not count. */
function halves(model: MelodyModel, melody: Melody): [number, number] {
  const batch = batchOf(model, melody);
  const half = melody.notes.length / 2;
  const natsOf = (from: number, to: number): number => {
    const only = (labels: Int32Array) =>
      labels.map((label, at) => (at >= from && at < to ? label : NOT_SAID));
    const part = { ...batch, pitches: only(batch.pitches), durations: only(batch.durations), tokens: half };
    return model.nll(part);
  };
  return [natsOf(0, half), natsOf(half, 2 * half)];
}
