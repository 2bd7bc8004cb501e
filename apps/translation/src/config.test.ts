import { complaint, without } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf, checkSettings, makeSettings, PRESETS, readSettings } from './config.ts';

describe('presets', () => {
  it.each(Object.entries(PRESETS))('%s is whole and valid', (name, preset) => {
    expect(checkSettings(preset)).toEqual(preset);
    expect(makeSettings(name)).toEqual(preset);
  });

  it('can be chosen and changed on a command line', async () => {
    expect(await readSettings('tiny', ['epochs=3'])).toEqual({ ...PRESETS['tiny'], epochs: 3 });
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
