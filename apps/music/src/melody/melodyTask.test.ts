import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { refusal } from '@reprise/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeSettings } from '../config.ts';
import { temporaryFolder } from '../data/musicData.fixture.ts';
import { describeEvaluation, evaluate } from '../evaluate.ts';
import { readAbc } from '../files/readAbc.ts';
import { composeMusic } from '../make/composeMusic.ts';
import { continueMusic } from '../make/continueMusic.ts';
import { load, type LoadedMelody } from '../modelFolder.ts';
import type { Score } from '../score.ts';
import { train, type TrainOptions } from '../train.ts';
import { twice } from './melody.fixture.ts';
import { melodyTask } from './melodyTask.ts';

await startEngine();

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const split = (index: number): string => (index < 24 ? 'train' : index < 28 ? 'valid' : 'test');

/** Tunes as JSON lines, 24 / 4 / 4. */
function tuneFile(): string {
  const path = join(folder.path, 'tunes.ndjson');
  const lines = Array.from({ length: 32 }, (_, index) => {
    const { id, notes } = twice(index);
    return JSON.stringify({
      id,
      split: split(index),
      notes: notes.map(({ pitch, duration }) => [pitch, duration]),
    });
  });
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** Chorales of steps in C major over its chords, 24 / 4 / 4. */
function choraleFile(): string {
  const path = join(folder.path, 'chorales.json');
  const pieces = Array.from({ length: 32 }, (_, index) => {
    const rng = Rng.fromSeed(index);
    return Array.from({ length: 12 }, (__, beat) => {
      const degree = Math.floor(rng.fold(beat).float() * 3);
      const root = [48, 53, 55][degree] as number;
      return new Array<number[]>(4).fill([
        root + 24 + (rng.fold(beat, 1).float() < 0.5 ? 0 : 4),
        root + 16,
        root + 7,
        root,
      ]);
    }).flat();
  });
  const of = (name: string) => pieces.filter((_, index) => split(index) === name);
  writeFileSync(path, JSON.stringify({ train: of('train'), valid: of('valid'), test: of('test') }));
  return path;
}

const settings = makeSettings('tiny', {
  model: 'melody',
  attention: true,
  lookback: true,
  batchTokens: 200,
  epochs: 6,
  learningRate: 0.01,
  transposition: 2,
});
const tunes: TrainOptions = { data: tuneFile(), settings, out: join(folder.path, 'tunes') };
const chorales: TrainOptions = {
  data: choraleFile(),
  duplicates: 'drop',
  settings: { ...settings, chords: true },
  out: join(folder.path, 'chorales'),
};
const trained = { tunes: await train(tunes), chorales: await train(chorales) };

async function withModel<T>({ out }: TrainOptions, use: (model: LoadedMelody) => Promise<T>): Promise<T> {
  const model = await load(out);
  if (model.kind !== 'melody') throw new Error(`expected a model of melodies, got ${model.kind}`);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

const abc = (text: string): Score => readAbc(text, 'tune.abc')[0] as Score;
const BEGINNING = abc('X:1\nT:Beginning\nM:3/4\nL:1/4\nK:G\nD|GAB|d2B|"C"cBA|\n');
const quartersOf = ({ parts }: Score): number =>
  Math.max(...(parts[0]?.notes ?? []).map(({ onset, duration }) => onset + duration));

describe('a training of melodies', () => {
  it('learns, and the file has the scores that it tells of', async () => {
    const { stopped, scores } = trained.tunes;
    expect(stopped).toBe('done');
    const architecture = await withModel(tunes, async (model) => {
      const { scores: again, baseline, pieces } = await evaluate(model, { data: tunes.data });
      expect({ again, pieces }).toEqual({ again: scores, pieces: 4 });
      // The tunes are drawn evenly: in them an n-gram finds nothing but which notes there are.
      for (const nats of Object.values(baseline ?? {})) expect(nats).toBeGreaterThan(2);
      return model.architecture;
    });
    const corpus = await melodyTask.load(tunes.data, {});
    const untrained = melodyTask.makeNetwork(architecture, settings, Rng.fromSeed(1));
    expect(scores?.loss).toBeLessThan(
      0.9 * melodyTask.scores(corpus.test, architecture, settings)(untrained).loss,
    );
    disposeParams(untrained.params);
  });

  it('evaluates beside n-grams over the same notes', async () => {
    await withModel(tunes, async (model) => {
      const result = await evaluate(model, { data: tunes.data, split: 'valid' });
      expect(Object.keys(result.baseline ?? {})).toHaveLength(2);
      expect(describeEvaluation(result)).toMatch(/nats {2}as the first, by a modified Kneser-Ney 5-gram/u);
    });
  });

  it('goes on after an interruption to the same bits', async () => {
    const out = join(folder.path, 'cut');
    const stops: string[] = [];
    for (let run = 0; stops.at(-1) !== 'done'; run++) {
      const controller = new AbortController();
      // Each run is cut off a little later than the one before.
      setTimeout(
        () => {
          controller.abort();
        },
        60 + 120 * run,
      ).unref();
      const { stopped } = await train({
        ...tunes,
        out,
        resume: run > 0,
        signal: controller.signal,
        checkpointEvery: 2,
      });
      stops.push(stopped);
    }
    expect(stops.length).toBeGreaterThan(1);
    const weightsOf = (path: string) => readFileSync(join(path, 'model.safetensors'));
    expect(weightsOf(out).equals(weightsOf(tunes.out))).toBe(true);
  });

  it('reads the chords of the lower voices, where it is told to', async () => {
    await withModel(chorales, async ({ network, architecture, settings }) => {
      const { test } = await melodyTask.load(chorales.data, { duplicates: 'drop' });
      const score = (pieces: typeof test) => melodyTask.scores(pieces, architecture, settings)(network).loss;
      expect(score(test)).toBe(trained.chorales.scores?.loss);
      expect(score(test.map(({ id, notes }) => ({ id, notes })))).not.toBe(score(test));
    });
  });
});

describe('a model of melodies', () => {
  it('continues a tune in its key for so many bars, and keeps what is given', async () => {
    await withModel(tunes, async (model) => {
      const options = { bars: 3, seed: 2, key: 'auto' as const, cadence: true };
      const { score, isGiven, remarks } = await continueMusic(model, BEGINNING, options);
      const [part] = score.parts;
      const given = part?.notes.filter((note) => isGiven(0, note)) ?? [];
      expect(given.map(({ pitch, onset }) => [pitch, onset])).toEqual(
        BEGINNING.parts[0]?.notes.map(({ pitch, onset }) => [pitch, onset]),
      );
      const added = part?.notes.slice(given.length) ?? [];
      expect(added.length).toBeGreaterThan(0);
      expect(added.every(({ pitch }) => [7, 9, 11, 0, 2, 4, 6].includes(pitch % 12))).toBe(true);
      // An upbeat, three bars and three more; only the last note is not said to be no rest.
      expect(quartersOf(score)).toBe(1 + 3 * 3 + 3 * 3);
      expect((added.at(-1)?.pitch ?? 0) % 12).toBe(7);
      expect(remarks.some((line) => line.startsWith('19 quarters'))).toBe(true);
      expect(await continueMusic(model, BEGINNING, options)).toMatchObject({ score });
      expect((await continueMusic(model, BEGINNING, { ...options, seed: 3 })).score).not.toEqual(score);
    });
  });

  it('finds the octave of what is given', async () => {
    const low = {
      ...BEGINNING,
      parts: [
        { notes: (BEGINNING.parts[0]?.notes ?? []).map((note) => ({ ...note, pitch: note.pitch - 24 })) },
      ],
    };
    await withModel(tunes, async (model) => {
      const pitchesOf = async (score: Score) =>
        (await continueMusic(model, score, { bars: 2 })).score.parts[0]?.notes.map(({ pitch }) => pitch) ??
        [];
      expect(await pitchesOf(low)).toEqual((await pitchesOf(BEGINNING)).map((pitch) => pitch - 24));
    });
  });

  it('is told the chords of a score', async () => {
    const told = (chord: string) => abc(`X:1\nM:4/4\nL:1/4\nK:C\n"${chord}"cdec|"${chord}"cdec|\n`);
    await withModel(chorales, async (model) => {
      const drawn = await Promise.all(
        ['C', 'F'].map((chord) => continueMusic(model, told(chord), { bars: 4, candidates: 1 })),
      );
      expect(drawn[0]?.remarks).not.toEqual(drawn[1]?.remarks);
    });
  });

  it('composes within a key, its bars and its length', async () => {
    await withModel(tunes, async (model) => {
      const request = { bars: 4, meter: { beats: 4, unit: 4 }, upbeat: 1, strictMeter: true };
      const key = { tonic: 2, mode: 'major' as const };
      const { score, remarks } = await composeMusic(model, { ...request, key, cadence: true, sweeps: 1 });
      expect(quartersOf(score)).toBe(17);
      const notes = score.parts[0]?.notes ?? [];
      expect(notes.every(({ pitch }) => [2, 4, 6, 7, 9, 11, 1].includes(pitch % 12))).toBe(true);
      for (const { onset, duration } of notes)
        expect(
          Math.ceil((onset + duration - 1) / 4 - 1e-6) - Math.floor((onset - 1) / 4 + 1e-6),
        ).toBeLessThanOrEqual(1);
      expect(remarks.at(-1)).toContain('--sweeps');
      expect(await refusal(composeMusic(model, { ...request, key: 'auto' }))).toContain(
        'no notes to tell the key from',
      );
    });
  });
});
