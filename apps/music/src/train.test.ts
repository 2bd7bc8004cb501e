import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@reprise/engine';
import { readFolder, refusal } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSettings } from './config.ts';
import { evaluate } from './evaluate.ts';
import { load } from './modelFolder.ts';
import { writeChorales, writeFrames } from './music.fixture.ts';
import { train } from './train.ts';

await startEngine();

const folder = mkdtempSync(join(tmpdir(), 'music-train-'));
const inFolder = (name: string): string => join(folder, name);
const KINDS = {
  voices: { data: inFolder('voices.json'), settings: makeSettings('tiny', { epochs: 6, batchTokens: 100 }) },
  frames: {
    data: inFolder('frames.json'),
    settings: makeSettings('tiny', { model: 'frames', head: 'nade', epochs: 6, batchTokens: 60 }),
  },
} as const;
const weightsIn = (name: string): Buffer => readFileSync(inFolder(join(name, 'model.safetensors')));

beforeAll(() => {
  writeChorales(KINDS.voices.data);
  writeFrames(KINDS.frames.data);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(['voices', 'frames'] as const)('training on %s', (kind) => {
  const { data, settings } = KINDS[kind];

  it('writes a model whose scores are those of its card', async () => {
    const out = inFolder(kind);
    const { stopped, scores, steps } = await train({ data, settings, out });
    expect(stopped).toBe('done');
    expect(steps).toBeGreaterThan(6);
    const model = await load(out);
    const evaluation = await evaluate(model, { data, samples: 0 });
    model.dispose();
    expect(evaluation.scores).toEqual(scores);
    const card = readFileSync(join(out, 'README.md'), 'utf8');
    expect(card).not.toContain(folder);
    for (const score of Object.values(evaluation.scores)) expect(card).toContain(`${score.toFixed(4)} nats`);
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
        60 + 120 * run,
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

  it('goes on only with the data and settings that it was begun with, and leaves the folder as it was', async () => {
    const out = inFolder(kind);
    const before = readFolder(out);
    const changed = { ...settings, transposition: 3 };
    expect(await refusal(train({ data, settings: changed, out, resume: true }))).toContain('data');
    expect(await refusal(train({ data, settings, out }))).toContain(out);
    expect(readFolder(out)).toEqual(before);
  });
});

describe('what cannot be trained or loaded', () => {
  it('data of another kind', async () => {
    const { settings } = KINDS.voices;
    const message = await refusal(train({ data: inFolder('none.json'), settings, out: inFolder('bad') }));
    expect(message).toContain('none.json');
  });

  it('an empty folder', async () => {
    expect(await refusal(load(folder))).toContain('config.json');
  });
});
