import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { architectureOf, checkSettings, makeSettings, parseAssignment, PRESETS } from './config.ts';
import { readSettings } from './settingsFile.ts';
import { without } from './tinyModel.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function complaint(run: () => unknown): string {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InputError);
  return (thrown as Error).message;
}

describe('presets', () => {
  it.each(Object.entries(PRESETS))('%s is whole and valid', (name, preset) => {
    expect(checkSettings(preset)).toEqual(preset);
    expect(makeSettings(name)).toEqual(preset);
  });

  it('can have single settings replaced', () => {
    expect(makeSettings('tiny', { dropout: 0 })).toEqual({ ...PRESETS['tiny'], dropout: 0 });
  });

  it.each(['tinny', 'toString', ''])('refuse the name %j', (name) => {
    expect(complaint(() => makeSettings(name))).toContain(`unknown preset '${name}'`);
  });
});

describe('checkSettings', () => {
  it('names every unknown setting and every bad value, with what it expects', () => {
    const message = complaint(() => makeSettings('tiny', { drpout: 0.1, epochs: 0, attention: 'general ' }));
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain("unknown setting 'drpout'. Did you mean 'dropout'?");
    expect(message).toMatch(/setting 'epochs': .*>=1, got 0\./u);
    expect(message).toMatch(/setting 'attention': .*"additive"\|"dot"\|"general"\|"none", got "general "\./u);
  });

  it('names a setting that is missing', () => {
    const settings = without(PRESETS['tiny']!, 'epochs');
    expect(complaint(() => checkSettings(settings))).toContain("setting 'epochs': ");
    expect(complaint(() => checkSettings(undefined))).toContain('expected object');
  });

  it('refuses what does not go together', () => {
    expect(complaint(() => makeSettings('tiny', { jointVocabulary: false }))).toContain(
      "setting 'tiedEmbeddings': expected 'target' or 'none' where jointVocabulary is false, got 'all'.",
    );
    expect(complaint(() => makeSettings('tiny', { attention: 'dot', decoderSize: 48 }))).toContain(
      "'dot' expects decoderSize to be the encoder's 64, got 48",
    );
    expect(makeSettings('tiny', { attention: 'dot' }).attention).toBe('dot');
  });
});

describe('parseAssignment', () => {
  it.each([
    ['dropout=0.2', ['dropout', 0.2]],
    ['bidirectional=false', ['bidirectional', false]],
    ['attention=none', ['attention', 'none']],
    ['name=a=b', ['name', 'a=b']],
    ['name=', ['name', '']],
  ])('%s', (text, expected) => {
    expect(parseAssignment(text)).toEqual(expected);
  });

  it.each(['dropout', '=0.2', ''])('refuses %j', (text) => {
    expect(complaint(() => parseAssignment(text))).toBe(`--set: expected key=value, got '${text}'.`);
  });
});

describe('readSettings', () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('takes a preset, and the last of several assignments', async () => {
    expect(await readSettings('tiny', ['epochs=2', 'epochs=3'])).toEqual({ ...PRESETS['tiny'], epochs: 3 });
  });

  it('takes a file, which replaces settings of the preset small, and assignments above it', async () => {
    const path = file('mine.json', '{ "epochs": 7, "dropout": 0.2 }');
    expect(await readSettings(path, ['dropout=0.4'])).toEqual({
      ...PRESETS['small'],
      epochs: 7,
      dropout: 0.4,
    });
  });

  it.each([
    ['broken.json', '{ epochs: 7 }', /--config .*broken\.json: not JSON: /u],
    ['list.json', '[7]', /--config .*list\.json: expected an object of settings, got \[7\]\./u],
    ['null.json', 'null', /expected an object of settings, got null\./u],
    ['other.json', '{ "epoch": 7 }', /unknown setting 'epoch'\. Did you mean 'epochs'\?/u],
  ])('refuses %s', async (name, text, message) => {
    const reading = readSettings(file(name, text), []);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(readSettings(join(folder, 'no.json'), [])).rejects.toThrow(
      /no\.json: cannot be read \(ENOENT/u,
    );
  });
});

it('the architecture has the settings that shape the network, and no other', () => {
  const settings = makeSettings('tiny');
  const architecture = architectureOf(settings, 300, 400);
  expect(architecture).toMatchObject({
    sourceVocabSize: 300,
    targetVocabSize: 400,
    encoderSize: 32,
    tiedEmbeddings: 'all',
  });
  const shape = without(architecture, 'sourceVocabSize', 'targetVocabSize');
  expect(settings).toMatchObject(shape);
  expect(Object.keys(shape)).not.toContain('epochs');
});
