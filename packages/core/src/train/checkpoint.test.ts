import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { checkpointFolder, logFile } from './checkpoint.ts';
import { initialState, listDifferences, recordValidation, type Snapshot } from './runState.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-checkpoint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function makeSnapshot(step: number, best: number[] = []): Snapshot {
  return {
    state: { ...initialState(), step, best: best.map((number) => ({ step: number, metric: 1 / 3 })) },
    weights: new Map([['encoder.weight', { shape: [2, 2], values: Float32Array.of(step, NaN, -0, 1e-40) }]]),
    optimizer: new Map([['firstMoment.encoder.weight', { shape: [1], values: Float32Array.of(0.1) }]]),
    average: new Map(),
    logLength: 17,
    fingerprint: 'ünïcode',
    configuration: { seed: 1, model: { hiddenSize: 512 } },
  };
}

function pathOf(step: number): string {
  return join(folder, `step-0000000${step}.safetensors`);
}

describe('checkpointFolder', () => {
  it('gives back what was saved, to the bit', async () => {
    await checkpointFolder(folder).save(makeSnapshot(3));
    expect(readdirSync(folder)).toEqual(['step-00000003.safetensors']);
    expect(await checkpointFolder(folder).findLatest()).toEqual({ snapshot: makeSnapshot(3), damaged: [] });
  });

  it('is empty before the first, and makes its folder', async () => {
    const store = checkpointFolder(join(folder, 'a', 'b'));
    expect(await store.steps()).toEqual([]);
    expect(await store.findLatest()).toEqual({ damaged: [] });
    await store.save(makeSnapshot(1));
    expect(await store.steps()).toEqual([1]);
  });

  it('keeps the newest two and those that one of them lists as best', async () => {
    let store = checkpointFolder(folder);
    const kept: number[][] = [];
    for (const [step, best] of [
      [1, [1]],
      [2, [1]],
      [3, [1]],
      [4, [4]],
      [5, [4]],
      [6, [4]],
    ] as const) {
      await store.save(makeSnapshot(step, [...best]));
      kept.push(await store.steps());
      store = checkpointFolder(folder);
    }
    expect(kept).toEqual([[1], [1, 2], [1, 2, 3], [1, 3, 4], [4, 5], [4, 5, 6]]);
  });

  it('removes what a killed save left, and nothing of others', async () => {
    writeFileSync(join(folder, 'step-00000009.safetensors.123.tmp'), 'half');
    writeFileSync(join(folder, 'notes.txt'), '');
    const store = checkpointFolder(folder);
    expect(await store.steps()).toEqual([]);
    await store.save(makeSnapshot(1));
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'step-00000001.safetensors']);
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut', (bytes) => bytes.subarray(0, -5), /step-00000002.* bytes, and .* are there/],
    ['empty', () => Buffer.of(), /step-00000002.*0 bytes/],
    [
      'flipped in the numbers',
      (bytes) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1),
      /step-00000002.*checksum is wrong/,
    ],
    [
      'flipped in the state',
      (bytes) => replace(bytes, '"step\\":2', '"step\\":7'),
      /step-00000002.*checksum is wrong/,
    ],
    [
      'flipped in a name',
      (bytes) => replace(bytes, 'encoder.weight', 'encoder.weigth'),
      /step-00000002.*checksum is wrong/,
    ],
    [
      'of a later version',
      (bytes) => replace(bytes, '"format":"1"', '"format":"9"'),
      /step-00000002.*format 1, got 9/,
    ],
  ])('finds the one before when the newest is %s', async (_, damage, message) => {
    const store = checkpointFolder(folder);
    await store.save(makeSnapshot(1));
    await store.save(makeSnapshot(2));
    writeFileSync(pathOf(2), damage(readFileSync(pathOf(2))));
    const { snapshot, damaged } = await store.findLatest();
    expect(snapshot).toEqual(makeSnapshot(1));
    expect(damaged).toEqual([expect.stringMatching(message)]);
    await expect(store.load(2)).rejects.toThrow(InputError);
  });

  it('says what it cannot read', async () => {
    await expect(checkpointFolder(folder).load(5)).rejects.toThrow(
      /step-00000005\.safetensors: cannot be read \(ENOENT/,
    );
  });
});

function replace(bytes: Buffer, from: string, to: string): Buffer {
  expect(bytes.includes(from)).toBe(true);
  return Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
}

describe('logFile', () => {
  it('writes JSON lines, and forgets those after a cut', () => {
    const path = join(folder, 'run', 'training.jsonl');
    const log = logFile(path);
    expect(log.length()).toBe(0);
    log.cutTo(0);
    log.write({ step: 1, loss: NaN, name: 'é' });
    const length = log.length();
    log.write({ step: 2 });
    logFile(path).cutTo(length);
    log.cutTo(1000);
    expect(readFileSync(path, 'utf8')).toBe('{"step":1,"loss":null,"name":"é"}\n');
  });
});

describe('recordValidation', () => {
  it('keeps the best, the earlier of equals first, and counts since the best', () => {
    const state = initialState();
    const stale = [];
    for (const metric of [3, 1, 2, 1, NaN, 0.5]) {
      state.step++;
      recordValidation(state, metric, 'min', 3);
      stale.push(state.stale);
    }
    expect(stale).toEqual([0, 0, 1, 2, 3, 0]);
    expect(state.best.map(({ step }) => step)).toEqual([6, 2, 4]);
  });

  it('says whether it is listed, and whether it is the best', () => {
    const state = { ...initialState(), step: 2, best: [{ step: 1, metric: 5 }] };
    expect(recordValidation(state, 4, 'max', 2)).toEqual({ isListed: true, isBest: false });
    expect(recordValidation(state, 6, 'max', 2)).toEqual({ isListed: true, isBest: true });
    expect(recordValidation(state, 4, 'max', 2)).toEqual({ isListed: false, isBest: false });
  });
});

describe('listDifferences', () => {
  it('names each key with both values', () => {
    const then = { seed: 1, model: { hiddenSize: 512, cell: 'lstm' }, data: ['a'], gone: true };
    const now = { seed: 1, model: { hiddenSize: 256, cell: 'lstm' }, data: ['a', 'b'], more: null };
    expect(listDifferences(then, now)).toEqual([
      'model.hiddenSize: then 512, now 256',
      'data: then ["a"], now ["a","b"]',
      'gone: then true, now nothing',
      'more: then nothing, now null',
    ]);
    expect(listDifferences(then, structuredClone(then))).toEqual([]);
  });
});
