import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelPlace } from '@reprise/app';
import { InputError } from '@reprise/core';
import { memory } from '@reprise/engine';
import { readFolder, readTrainingLog, refusal, without } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { architectureOf } from './config.ts';
import { describeEvaluation, evaluate } from './evaluate.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { MODEL_FILES, tinySettings } from './tinyModel.fixture.ts';
import { train, type TrainOptions, type TrainResult } from './train.ts';
import { load } from './translator.ts';

vi.setConfig({ testTimeout: 120_000 });

const root = mkdtempSync(join(tmpdir(), 'reprise-train-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** The types of the tensors in a safetensors file, from its header as the format describes it. */
function storageTypes(path: string): string[] {
  const bytes = readFileSync(path);
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
  const entries = JSON.parse(header) as Record<string, { dtype: string }>;
  return [...new Set(Object.values(without(entries, '__metadata__')).map(({ dtype }) => dtype))];
}

describe('a finished training', () => {
  const corpus = tinyCorpus({ size: 250 });
  const settings = tinySettings({
    vocabSize: 400,
    embeddingSize: 32,
    encoderSize: 32,
    decoderSize: 64,
    epochs: 10,
  });
  const out = join(root, 'model');
  const told: string[] = [];
  const options: TrainOptions = {
    corpus,
    out,
    settings,
    seed: 3,
    checkpointEvery: 30,
    command: 'npm run translation -- train …',
    tell: (line) => void told.push(line),
  };
  let result: TrainResult;
  let leaked: number;
  let files: Record<string, string>;

  beforeAll(async () => {
    const before = memory().tensors;
    result = await train(options);
    leaked = memory().tensors - before;
    files = readFolder(out);
  }, 180_000);

  async function translationsOf(place: ModelPlace) {
    const translator = await load(place);
    const translations = await translator.translate(corpus.test.map(({ source }) => source));
    translator.dispose();
    return translations;
  }

  it('has learned', () => {
    const losses = readTrainingLog(out).filter(({ event }) => event === 'validation');
    expect(losses).toHaveLength(settings.epochs);
    expect(losses.at(-1)?.['loss']).toBeLessThan(0.7 * (losses[0]?.['loss'] as number));
    expect(result).toMatchObject({ stopped: 'done', best: [{ metric: losses.at(-1)?.['loss'] }] });
  });

  it('leaves no tensors behind', () => {
    expect(leaked).toBe(0);
  });

  it('leaves the files of a model and its checkpoints, and nothing else', () => {
    expect(readdirSync(out).sort()).toEqual(MODEL_FILES);
    expect(
      readdirSync(join(out, 'checkpoints')).every((name) => /^step-\d{8}\.safetensors$/u.test(name)),
    ).toBe(true);
  });

  it('describes itself in config.json', () => {
    const config: unknown = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
    const architecture = architectureOf(settings, settings.vocabSize, settings.vocabSize);
    expect(config).toEqual({ format: 1, task: 'translation', architecture, settings });
  });

  it('exports float16, and keeps float32 to go on from', () => {
    expect(storageTypes(join(out, 'model.safetensors'))).toEqual(['F16']);
    for (const name of readdirSync(join(out, 'checkpoints'))) {
      expect(storageTypes(join(out, 'checkpoints', name))).toEqual(['F32']);
    }
  });

  it('logs its course and its end', () => {
    const log = readTrainingLog(out);
    expect(log.find(({ event }) => event === 'step')).toMatchObject({ step: 10, epoch: 1.25 });
    expect(log.at(-1)).toEqual({ event: 'stop', reason: 'done', step: result.steps, epoch: settings.epochs });
  });

  it('tells the engine, the size of the text and the scores, a line at a time', () => {
    expect(told[0]).toMatch(/^engine: /u);
    expect(told[1]).toBe('train: 200 pairs\nvalid: 25 pairs\ntest: 25 sentences');
    expect(told.at(-1)).toBe(`${describeEvaluation(result.evaluation!)}\nwritten to ${out}`);
  });

  it('has a card with data, size, scores and how it was trained', () => {
    const card = readFileSync(join(out, 'README.md'), 'utf8');
    expect(card).toContain('train: 200 pairs');
    expect(card).toContain(`${result.steps} steps, 10.00 epochs`);
    expect(card).toContain('npm run translation -- train …');
    expect(card).toContain('on the test text');
    expect(card).toMatch(/licence/u);
    expect(card).toContain(`Weights: those after step ${result.best[0]?.step}.`);
  });

  it('prints the scores of the exported file', async () => {
    const translator = await load(out);
    const again = await evaluate(translator, corpus.test);
    translator.dispose();
    expect(result.evaluation).toMatchObject(without(again, 'seconds'));
    const card = readFileSync(join(out, 'README.md'), 'utf8');
    for (const line of describeEvaluation(again).split('\n').slice(1)) expect(card).toContain(line);
    expect(card).toMatch(/BLEU: .*\|tok:13a\|/u);
    expect(card).toMatch(/chrF: .*\|nc:6\|/u);
  });

  describe('can be loaded', () => {
    let server: Server;
    let address: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const content = files[(request.url ?? '').replace('/models/mine/', '')];
        response.writeHead(content === undefined ? 404 : 200).end(Buffer.from(content ?? '', 'base64'));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
    });
    afterAll(() => server.close());

    it('from a folder, a URL or a map of files, to the same translations', async () => {
      const expected = await translationsOf(out);
      expect(expected.map(({ text }) => text)).toEqual(result.evaluation?.translations);
      const byName = Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          name,
          Uint8Array.from(Buffer.from(content, 'base64')),
        ]),
      );
      const places: ModelPlace[] = [
        pathToFileURL(out),
        new URL(`${address}/mine`),
        new URL(`${address}/mine/`),
        byName,
      ];
      for (const place of places) expect(await translationsOf(place)).toEqual(expected);
    });

    it('not from where there is none', async () => {
      const missing = new URL(`${address}/other/`);
      await expect(load(missing)).rejects.toThrow(`expected config.json in ${missing.href} (404 Not Found)`);
      await expect(load({})).rejects.toThrow('expected config.json in the given files, found none');
      await expect(load(join(root, 'nowhere'))).rejects.toThrow(InputError);
    });
  });

  it('counts its parameters as they are in the file', () => {
    const card = readFileSync(join(out, 'README.md'), 'utf8');
    const bytes = readFileSync(join(out, 'model.safetensors'));
    const stored = (bytes.length - 8 - Number(bytes.readBigUInt64LE(0))) / 2;
    expect(card).toContain(`${stored.toLocaleString('en')} parameters`);
  });

  it('is not trained over without being asked to', async () => {
    expect(await refusal(train(options))).toBe(
      `--out ${out}: it holds a training already. Add --resume to go on with it, or choose another folder.`,
    );
    expect(readFolder(out)).toEqual(files);
  });

  const otherText = tinyCorpus({ size: 250, seed: 2 });
  it.each<[string, Partial<TrainOptions>, string]>([
    [
      'a setting',
      { settings: { ...settings, learningRate: 0.02 } },
      '\n  learningRate: then 0.01, now 0.02\n',
    ],
    ['another seed', { seed: 4 }, '\n  seed: then 3, now 4\n'],
    ['other text', { corpus: otherText }, '\n  data: then "'],
    [
      'separate vocabularies',
      { settings: { ...settings, jointVocabulary: false, tiedEmbeddings: 'target' } },
      '\n  jointVocabulary: then true, now false\n  tiedEmbeddings: then "all", now "target"\n',
    ],
  ])('is not resumed with %s, and stays as it is', async (_, other, difference) => {
    expect(await refusal(train({ ...options, ...other, resume: true }))).toContain(difference);
    expect(readFolder(out)).toEqual(files);
  });

  it('when resumed is what it was', async () => {
    const again = await train({ ...options, resume: true });
    expect(again).toMatchObject({ stopped: 'done', steps: result.steps, best: result.best });
    expect(readFolder(out)).toMatchObject(without(files, 'README.md', 'training.jsonl'));
    expect(readTrainingLog(out)).toHaveLength(
      Buffer.from(files['training.jsonl']!, 'base64').toString().trimEnd().split('\n').length,
    );
  });

  it('is exported again when it was killed in the middle of that', async () => {
    for (const name of ['README.md', 'config.json', 'model.safetensors']) rmSync(join(out, name));
    writeFileSync(join(out, 'model.safetensors.tmp'), 'half');
    await train({ ...options, resume: true });
    expect(readdirSync(out).sort()).toEqual(MODEL_FILES);
    expect(readFolder(out)['model.safetensors']).toBe(files['model.safetensors']);
  });
});
