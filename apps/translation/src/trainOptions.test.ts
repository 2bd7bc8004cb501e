import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@reprise/engine';
import { readFolder, refusal } from '@reprise/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Settings } from './settings.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { MODEL_FILES, tinySettings } from './tinyModel.fixture.ts';
import { train, type TrainOptions } from './train.ts';
import { load } from './translator.ts';

vi.setConfig({ testTimeout: 120_000 });

const root = mkdtempSync(join(tmpdir(), 'reprise-train-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('train', () => {
  const corpus = tinyCorpus({ size: 60 });
  let folders = 0;
  const newFolder = (): string => join(root, String(folders++));
  const quick = (replaced: Partial<Settings> = {}): TrainOptions => ({
    corpus,
    out: newFolder(),
    settings: tinySettings({ epochs: 2, batchTokens: 600, warmupSteps: 1, ...replaced }),
  });

  it.each<[string, Partial<Settings>]>([
    ['separate vocabularies', { jointVocabulary: false, tiedEmbeddings: 'target' }],
    [
      'a fixed context vector, fed at each step',
      { attention: 'none', inputFeeding: true, encoderCell: 'gru', decoderCell: 'gru' },
    ],
    [
      'the mean of the best, plateaus and early stopping',
      { averaging: 'best', bestCount: 2, schedule: 'plateau', patience: 1 },
    ],
    [
      'a moving average, input feeding and its own guesses',
      { averaging: 'ema', attention: 'additive', inputFeeding: true, samplingRate: 0.5 },
    ],
    [
      'layers of Elman cells and SGD',
      {
        encoderCell: 'elman',
        decoderCell: 'elman',
        encoderLayers: 2,
        decoderLayers: 2,
        residual: true,
        optimizer: 'sgd',
        accumulate: 2,
      },
    ],
  ])('makes a usable model with %s', async (_, replaced) => {
    const options = quick(replaced);
    const before = memory().tensors;
    const { evaluation } = await train(options);
    const separate = replaced.jointVocabulary === false ? ['tokenizer.target.json'] : [];
    expect(readdirSync(options.out).sort()).toEqual([...MODEL_FILES, ...separate].sort());
    const translator = await load(options.out);
    const translations = await translator.translate(corpus.test.map(({ source }) => source));
    translator.dispose();
    expect(translations.map(({ text }) => text)).toEqual(evaluation?.translations);
    expect(memory().tensors).toBe(before);
  });

  it('resumes separate vocabularies', async () => {
    const options = quick({ jointVocabulary: false, tiedEmbeddings: 'none' });
    await train({ ...options, maxMinutes: 0 });
    const { stopped } = await train({ ...options, resume: true });
    expect(stopped).toBe('done');
  });

  it('stops when its time is up, and goes on to the same bits', async () => {
    const whole = quick();
    await train({ ...whole, checkpointEvery: 1 });

    const parts = quick();
    const controller = new AbortController();
    const first = await train({ ...parts, maxMinutes: 0 });
    expect(first).toMatchObject({ stopped: 'time', steps: 0 });
    expect(first.evaluation).toBeUndefined();
    await expect(load(parts.out)).rejects.toThrow('A finished training writes it');

    controller.abort();
    const second = await train({ ...parts, resume: true, signal: controller.signal });
    expect(second).toMatchObject({ stopped: 'aborted', steps: 0 });
    await train({ ...parts, resume: true });
    expect(readFolder(parts.out)['model.safetensors']).toBe(readFolder(whole.out)['model.safetensors']);
  });

  it('learns the tokenizer anew where nothing was trained with the one that is there', async () => {
    const options = quick({ jointVocabulary: false, tiedEmbeddings: 'target' });
    await train({ ...options, maxMinutes: 0 });
    const settings = tinySettings({ epochs: 1, warmupSteps: 1, vocabSize: 280 });
    await train({ ...options, settings, resume: true });
    expect(readdirSync(options.out).sort()).toEqual(MODEL_FILES);
    const translator = await load(options.out);
    expect(translator.config.architecture.sourceVocabSize).toBe(280);
    translator.dispose();
  });

  it('scores the validation text where there is no test', async () => {
    const options = quick();
    const { evaluation } = await train({ ...options, corpus: { ...corpus, test: [] } });
    expect(evaluation?.sentences).toBe(corpus.valid.length);
    expect(readFileSync(join(options.out, 'README.md'), 'utf8')).toContain(
      'Of this file, on the validation text:',
    );
  });

  it('keeps away from a folder with other content, and from a file', async () => {
    const options = quick();
    const taken = mkdtempSync(join(root, 'taken-'));
    writeFileSync(join(taken, 'thesis.tex'), '');
    for (const resume of [false, true]) {
      expect(await refusal(train({ ...options, out: taken, resume }))).toBe(
        `--out ${taken}: expected an empty folder or a model's, found 'thesis.tex' in it. Choose another folder.`,
      );
    }
    const file = join(taken, 'thesis.tex');
    expect(await refusal(train({ ...options, out: file }))).toContain(`--out ${file}: expected a folder`);
    expect(readdirSync(taken)).toEqual(['thesis.tex']);
  });

  it('refuses settings under which there is nothing to train', async () => {
    expect(await refusal(train(quick({ maxLength: 2 })))).toContain(
      'have more than 2 tokens; raise the setting maxLength',
    );
    expect(await refusal(train(quick({ warmupSteps: 500 })))).toContain(
      'expected more steps than warmupSteps (500)',
    );
  });
});
