import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { complaint, without } from '@reprise/testing';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { parseAssignment, settingsOf } from './settingsMaker.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const size = z.object({ width: z.int(), height: z.int() });
const schema = z.object({
  epochs: z.int().min(1),
  dropout: z.number().min(0).max(0.95),
  attention: z.enum(['dot', 'general', 'none']),
  size,
});
const tiny = { epochs: 2, dropout: 0, attention: 'dot', size: { width: 3, height: 2 } } as const;
const small = { ...tiny, epochs: 20, dropout: 0.1 };
const settings = settingsOf({
  schema,
  presets: { tiny, small },
  base: 'small',
  refine: ({ attention, epochs }) => {
    if (attention === 'none' && epochs > 50) throw new InputError('too long for so little');
  },
});

describe('make', () => {
  it('gives a preset as it is, or with single settings replaced', () => {
    expect(settings.make('tiny')).toEqual(tiny);
    expect(settings.make('tiny', { dropout: 0.5 })).toEqual({ ...tiny, dropout: 0.5 });
  });

  it('is typed by the schema', () => {
    expectTypeOf(settings.make('tiny')).toEqualTypeOf<z.infer<typeof schema>>();
  });

  it.each([
    ['tinny', "unknown preset 'tinny'. Did you mean 'tiny'?"],
    ['toString', "unknown preset 'toString'; there are: tiny, small."],
    ['', "unknown preset ''; there are: tiny, small."],
  ])('refuses the name %j', (name, message) => {
    expect(complaint(() => settings.make(name))).toBe(message);
  });
});

describe('check', () => {
  it('names every unknown setting and every bad value, with what it expects', () => {
    const message = complaint(() => settings.check({ ...tiny, drpout: 1, epochs: 0, attention: 'dot ' }));
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain("unknown setting 'drpout'. Did you mean 'dropout'?");
    expect(message).toMatch(/setting 'epochs': .*>=1, got 0\./u);
    expect(message).toMatch(/setting 'attention': .*"dot"\|"general"\|"none", got "dot "\./u);
    expect(complaint(() => settings.check({ ...tiny, x: 1 }))).toBe(
      "unknown setting 'x'; there are: epochs, dropout, attention, size.",
    );
  });

  it('names a setting within a setting by its path', () => {
    expect(complaint(() => settings.check({ ...tiny, size: { width: 1.5, height: 2 } }))).toMatch(
      /^setting 'size\.width': .*, got 1\.5\.$/u,
    );
  });

  it.each([undefined, null, 7, []])('refuses %j, which is no object', (value) => {
    expect(complaint(() => settings.check(value))).toContain('expected object');
  });

  it('names a setting that is missing', () => {
    expect(complaint(() => settings.check(without(tiny, 'attention')))).toContain("setting 'attention': ");
  });

  it('refuses what does not go together, when each setting is good in itself', () => {
    expect(complaint(() => settings.make('tiny', { attention: 'none', epochs: 51 }))).toBe(
      'too long for so little',
    );
    expect(complaint(() => settings.make('tiny', { attention: 'none', epochs: 0.5 }))).not.toContain(
      'too long',
    );
    expect(settings.make('tiny', { attention: 'none' }).attention).toBe('none');
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

describe('read', () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('takes a preset, and the last of several assignments', async () => {
    expect(await settings.read('tiny', ['epochs=5', 'epochs=3'])).toEqual({ ...tiny, epochs: 3 });
  });

  it('takes a file, which replaces settings of the base, and assignments above it', async () => {
    const path = file('mine.json', '{ "epochs": 7, "dropout": 0.2 }');
    expect(await settings.read(path, ['dropout=0.4'])).toEqual({ ...small, epochs: 7, dropout: 0.4 });
  });

  it.each([
    ['broken.json', '{ epochs: 7 }', /--config .*broken\.json: not JSON: /u],
    ['list.json', '[7]', /--config .*list\.json: expected an object of settings, got \[7\]\./u],
    ['null.json', 'null', /expected an object of settings, got null\./u],
    ['other.json', '{ "epoch": 7 }', /unknown setting 'epoch'\. Did you mean 'epochs'\?/u],
  ])('refuses %s', async (name, text, message) => {
    const reading = settings.read(file(name, text), []);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(settings.read(join(folder, 'no.json'), [])).rejects.toThrow(
      /no\.json: cannot be read \(ENOENT/u,
    );
  });

  it('takes what does not end in .json for the name of a preset', async () => {
    await expect(settings.read('smal', [])).rejects.toThrow("unknown preset 'smal'. Did you mean 'small'?");
  });
});
