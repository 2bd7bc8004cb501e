import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFolder } from '@reprise/app';
import { InputError } from '@reprise/core';
import { disposeParams, memory } from '@reprise/engine';
import { without } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readModel,
  readTokenizers,
  shippedModel,
  TOKENIZER_FILES,
  writeModel,
  writeTokenizers,
} from './modelFolder.ts';
import { untrainedModel, weightsOf, type TinyModel } from './tinyModel.fixture.ts';
import { load } from './translator.ts';

const root = mkdtempSync(join(tmpdir(), 'reprise-folder-'));
const folder = join(root, 'model');
let tiny: TinyModel;
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  tiny = await untrainedModel();
  await writeModel(folder, { ...tiny, weights: weightsOf(tiny.model) }, { storage: 'F32' });
  files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
  );
});
afterAll(() => {
  disposeParams(tiny.model.params);
  rmSync(root, { recursive: true });
});

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('a written model', () => {
  it('is read as it was', async () => {
    const { config, weights, tokenizers } = await readModel(folder);
    expect(config).toEqual(tiny.config);
    expect(weights).toEqual(weightsOf(tiny.model));
    expect(tokenizers.target).toBe(tokenizers.source);
    expect(tokenizers.source.toJSON()).toBe(tiny.tokenizers.source.toJSON());
  });

  it('has no other files', () => {
    expect(Object.keys(files).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
  });
});

describe('a model that is not whole', () => {
  it.each(['config.json', 'model.safetensors', 'tokenizer.json'])('lacks %s', async (name) => {
    await expect(readModel(without(files, name))).rejects.toThrow(
      `model: expected ${name} in the given files, found none.`,
    );
  });

  it.each<[string, string, (whole: Uint8Array) => Uint8Array, RegExp]>([
    [
      'the model of another task',
      'config.json',
      () => json({ ...tiny.config, task: 'music' }),
      /config\.json: task: .*"translation"/u,
    ],
    ['a broken tokenizer', 'tokenizer.json', () => json({}), /expected a model of type BPE/u],
    [
      'the weights of another model',
      'config.json',
      () => json({ ...tiny.config, architecture: { ...tiny.config.architecture, decoderSize: 40 } }),
      /the weights are not those of its config\.json: .* of shape \[40, /u,
    ],
  ])('is told of: %s', async (_, name, damage, message) => {
    const before = memory().tensors;
    const loading = load({ ...files, [name]: damage(files[name]!) });
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(message);
    expect(memory().tensors).toBe(before);
  });
});

it('a folder with a tokenizer is one of a training, to be resumed', async () => {
  const begun = join(root, 'begun');
  await writeTokenizers(begun, tiny.tokenizers);
  await expect(checkFolder(begun, { resume: false, files: TOKENIZER_FILES })).rejects.toThrow('Add --resume');
  await expect(checkFolder(begun, { resume: true, files: TOKENIZER_FILES })).resolves.toBeUndefined();
});

describe('tokenizers in a folder', () => {
  it('are joint or separate as they were written last', async () => {
    const place = join(root, 'tokenizers');
    const other = await untrainedModel({ vocabSize: 280 });
    disposeParams(other.model.params);
    await writeTokenizers(place, { source: tiny.tokenizers.source, target: other.tokenizers.target });
    const separate = await readTokenizers(place);
    expect([separate.source.vocabSize, separate.target.vocabSize]).toEqual([300, 280]);

    await writeTokenizers(place, other.tokenizers);
    const joint = await readTokenizers(place);
    expect(joint.source).toBe(joint.target);
    expect(joint.source.vocabSize).toBe(280);
    expect(readdirSync(place)).toEqual(['tokenizer.json']);

    rmSync(join(place, 'tokenizer.json'));
    await expect(readTokenizers(place)).rejects.toThrow(`expected tokenizer.json in ${place}`);
  });
});

it('the shipped model lies in the package', () => {
  expect(shippedModel().href).toMatch(/\/model\/$/u);
});
