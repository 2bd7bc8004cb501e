import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@reprise/engine';
import { readFolder, refusal } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSettings } from './config.ts';
import { evaluate } from './evaluate.ts';
import { toStroke3 } from './files/stroke3.ts';
import { makeInks, writeInks } from './handwriting.fixture.ts';
import { load } from './modelFolder.ts';
import { train } from './train.ts';

await startEngine();

const folder = mkdtempSync(join(tmpdir(), 'handwriting-train-'));
const inFolder = (name: string): string => join(folder, name);
const INKS = [inFolder('inks.json')];
const DRAWINGS = [inFolder('drawings.json')];
const KINDS = {
  reader: { data: INKS, settings: makeSettings('tiny', { epochs: 4 }) },
  imageReader: {
    data: INKS,
    settings: makeSettings('tiny', { model: 'imageReader', imageHeight: 16, epochs: 3, language: false }),
  },
  writer: {
    data: INKS,
    settings: makeSettings('tiny', { model: 'writer', spacing: 0.8, epochs: 4, composed: 0.2 }),
  },
  drawer: {
    data: DRAWINGS,
    settings: makeSettings('tiny', { model: 'drawer', latentSize: 4, epochs: 4, batchTokens: 400 }),
  },
} as const;
const weightsIn = (name: string): Buffer => readFileSync(inFolder(join(name, 'model.safetensors')));

beforeAll(() => {
  const inks = makeInks({ train: 60, valid: 10, test: 10 });
  writeInks(INKS[0] as string, inks);
  const rows = inks.map((ink) => toStroke3(ink).map((row) => row.map(Math.round)));
  writeFileSync(
    DRAWINGS[0] as string,
    JSON.stringify({ train: rows.slice(0, 50), valid: rows.slice(50, 60), test: rows.slice(60) }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(['reader', 'imageReader', 'writer', 'drawer'] as const)('training a %s', (kind) => {
  const { data, settings } = KINDS[kind];

  it('writes a model that loads, and a card with its scores', async () => {
    const out = inFolder(kind);
    const { stopped, scores, steps } = await train({ data, settings, out });
    expect(stopped).toBe('done');
    expect(steps).toBeGreaterThan(2);
    const model = await load(out);
    expect(model.kind).toBe(kind);
    model.dispose();
    const card = readFileSync(join(out, 'README.md'), 'utf8');
    expect(card).not.toContain(folder);
    for (const score of Object.values(scores ?? {})) expect(card).toContain(score.toFixed(4));
    expect(Object.keys(readFolder(out))).not.toContainEqual(expect.stringMatching(/\.tmp$/u));
  });

  it('goes on after interruptions to the same bits', async () => {
    const stops: string[] = [];
    for (let run = 0; stops.at(-1) !== 'done'; run++) {
      const controller = new AbortController();
      // Each run is cut off a little later than the one before.
      setTimeout(
        () => {
          controller.abort();
        },
        60 + 150 * run,
      ).unref();
      const { stopped } = await train({
        data,
        settings,
        out: inFolder(`${kind} cut`),
        resume: run > 0,
        signal: controller.signal,
        checkpointEvery: 2,
      });
      stops.push(stopped);
    }
    expect(stops.length).toBeGreaterThan(1);
    expect(weightsIn(`${kind} cut`).equals(weightsIn(kind))).toBe(true);
  });

  it('goes on only with the settings that it was begun with, and leaves the folder as it was', async () => {
    const out = inFolder(kind);
    const before = readFolder(out);
    const changed = { ...settings, augmentation: 0.5 };
    expect(await refusal(train({ data, settings: changed, out, resume: true }))).toContain('data');
    expect(await refusal(train({ data, settings, out }))).toContain(out);
    expect(readFolder(out)).toEqual(before);
  });
});

describe('evaluating', () => {
  it('measures a reader on the split that is asked for, with and without what it knows of words', async () => {
    const model = await load(inFolder('reader'));
    const { readings } = await evaluate(model, { data: INKS });
    model.dispose();
    expect(Object.keys(readings ?? {})).toEqual(['all']);
    const { count, cer } = readings!['all']!;
    expect(count).toBe(10);
    expect(cer?.alone.all).toBeGreaterThan(0);
    expect(cer?.language?.all).toBeLessThanOrEqual(1.5);
  });
});

describe('what cannot be trained or loaded', () => {
  it('data that is not there', async () => {
    const { settings } = KINDS.reader;
    const message = await refusal(train({ data: [inFolder('none.json')], settings, out: inFolder('bad') }));
    expect(message).toContain('none.json');
  });

  it('a reader for what is no writer', async () => {
    const { data, settings } = KINDS.reader;
    const reader = await load(inFolder('reader'), 'reader');
    const message = await refusal(train({ data, settings, reader, out: inFolder('bad') }));
    reader.dispose();
    expect(message).toContain('only for a writer, got one for a model of the kind reader');
  });

  it('a model of another kind', async () => {
    const message = await refusal(load(inFolder('reader'), 'writer'));
    expect(message).toContain('expected a model of the kind writer, got one of the kind reader');
  });

  it('an empty folder', async () => {
    expect(await refusal(load(folder))).toContain('config.json');
  });
});
