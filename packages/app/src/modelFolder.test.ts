import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, readSafetensors, type Weights } from '@reprise/core';
import { memory, param, tensor } from '@reprise/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  checkFolder,
  configSchema,
  loadWeights,
  modelReader,
  readNetwork,
  writeModelFile,
  writeNetwork,
  type ModelPlace,
} from './modelFolder.ts';

const root = mkdtempSync(join(tmpdir(), 'reprise-model-'));
const folder = join(root, 'model');
const schema = configSchema('counting', { size: z.int() });
const config = { format: 1, task: 'counting', size: 2 } as const;
/** Of which float16 holds the first two only. */
const weights: Weights = new Map([['a.weight', { shape: [3], values: Float32Array.of(1, -0.5, 1 / 3) }]]);
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  await writeNetwork(folder, { config, weights }, { storage: 'F32' });
  files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
  );
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const read = (place: ModelPlace) => readNetwork(modelReader(place), schema);
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('a written network', () => {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const content = files[(request.url ?? '').replace('/models/mine/', '')];
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
  });
  afterAll(() => server.close());

  it('is read as it was, from a folder, a URL or its files by name', async () => {
    const places = [
      folder,
      pathToFileURL(folder),
      new URL(`${address}/mine`),
      new URL(`${address}/mine/`),
      files,
    ];
    for (const place of places) expect(await read(place)).toEqual({ config, weights });
  });

  it('has these files only', () => {
    expect(Object.keys(files)).toEqual(['config.json', 'model.safetensors']);
  });

  it('is missed where there is none', async () => {
    const missing = new URL(`${address}/other/`);
    await expect(read(missing)).rejects.toThrow(`expected config.json in ${missing.href} (404 Not Found)`);
    await expect(read({})).rejects.toThrow('model: expected config.json in the given files, found none.');
    await expect(read(join(root, 'nowhere'))).rejects.toThrow(InputError);
  });

  it('has its weights rounded to float16 when that is asked for', async () => {
    const half = join(root, 'half');
    await writeNetwork(half, { config, weights }, { storage: 'F16' });
    const bytes = readFileSync(join(half, 'model.safetensors'));
    expect(readSafetensors(bytes, 'half').metadata).toEqual({ format: 'pt' });
    const [one, minusHalf, third] = (await read(half)).weights.get('a.weight')!.values;
    expect([one, minusHalf]).toEqual([1, -0.5]);
    // float16 has ten bits behind the first, and rounds to nearest
    expect(third).toBe(1365 / 4096);
  });
});

describe('a network that is not whole', () => {
  it.each<[string, string, (whole: Uint8Array) => Uint8Array, RegExp]>([
    ['a config.json cut short', 'config.json', (whole) => whole.subarray(0, 20), /config\.json is not JSON/u],
    [
      'the model of another task',
      'config.json',
      () => json({ ...config, task: 'music' }),
      /config\.json: task: .*"counting"/u,
    ],
    [
      'a format of the future',
      'config.json',
      () => json({ ...config, format: 2 }),
      /config\.json: format: /u,
    ],
    ['a bad value', 'config.json', () => json({ ...config, size: 'two' }), /config\.json: size: .*number/u],
    [
      'weights cut short',
      'model.safetensors',
      (whole) => whole.subarray(0, whole.length - 4),
      /model\.safetensors/u,
    ],
  ])('is told of: %s', async (_, name, damage, message) => {
    const reading = read({ ...files, [name]: damage(files[name]!) });
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('loadWeights', () => {
  it('sets the parameters, or frees them and says that they are of another network', () => {
    const before = memory().tensors;
    const fitting = { a: { weight: param(tensor([0, 0, 0])) } };
    loadWeights(fitting, weights);
    expect([...fitting.a.weight.dataSync()]).toEqual([...weights.get('a.weight')!.values]);
    fitting.a.weight.dispose();

    const other = { a: { weight: param(tensor([0, 0])) } };
    expect(() => {
      loadWeights(other, weights);
    }).toThrow(/the weights are not those of its config\.json: .*\[3\]/u);
    expect(memory().tensors).toBe(before);
  });
});

describe('checkFolder', () => {
  let folders = 0;
  const folderWith = (...names: string[]): string => {
    const made = join(root, `check-${folders++}`);
    mkdirSync(made);
    for (const name of names) writeFileSync(join(made, name), '');
    return made;
  };

  it.each([
    ['is empty', [], true, true],
    ['has hidden files only', ['.DS_Store', '.gitkeep'], true, true],
    ['has a training', ['words.json', 'training.jsonl'], false, true],
    ['has a training of several parts', ['training.jsonl', 'training.1.jsonl'], false, true],
    ['has a file of the task', ['words.json'], false, true],
    ['has what a killed training left', ['words.json.tmp'], false, true],
    ['has anything else', ['notes.txt'], false, false],
    ['has anything else beside a training', ['training.jsonl', 'notes.txt'], false, false],
    ['has a file that only looks unfinished', ['notes.txt.tmp'], false, false],
  ])('a folder that %s', async (_, names, fresh, resumed) => {
    const made = folderWith(...names);
    for (const [resume, allowed] of [
      [false, fresh],
      [true, resumed],
    ] as const) {
      const checked = checkFolder(made, { resume, files: ['words.json'] });
      if (allowed) await expect(checked).resolves.toBeUndefined();
      else await expect(checked).rejects.toThrow(InputError);
    }
    expect(readdirSync(made).sort()).toEqual([...names].sort());
  });

  it("knows no task's files but those it is told of", async () => {
    const checked = checkFolder(folderWith('words.json'), { resume: true });
    await expect(checked).rejects.toThrow(
      "expected an empty folder or a model's, found 'words.json' in it. Choose another folder.",
    );
  });

  it('takes a folder that is not there, and does not make it', async () => {
    const made = join(root, 'not-there');
    await checkFolder(made, { resume: false });
    expect(readdirSync(root)).not.toContain('not-there');
  });
});

describe('writeModelFile', () => {
  it('replaces a file, and what was left of writing it', async () => {
    const place = join(root, 'new', 'folder');
    await writeModelFile(place, 'a.txt', 'first');
    writeFileSync(join(place, 'a.txt.tmp'), 'half of the sec');
    await writeModelFile(place, 'a.txt', 'second');
    expect(readdirSync(place)).toEqual(['a.txt']);
    expect(readFileSync(join(place, 'a.txt'), 'utf8')).toBe('second');
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const place = join(root, 'blocked');
    mkdirSync(join(place, 'a.txt', 'in the way'), { recursive: true });
    await expect(writeModelFile(place, 'a.txt', 'text')).rejects.toThrow();
    expect(readdirSync(place)).toEqual(['a.txt']);
  });
});
