import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { REST, stepsOf } from '../score.ts';
import { loadChorales } from './chorales.ts';
import { hasMusicData, musicData, temporaryFolder } from './musicData.fixture.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const chord = [72, 67, 60, 48];
const held = [chord, chord, chord, chord];
const moved = [held, [[74, 67, 59, 43]]].flat();

describe('loadChorales', () => {
  it.each(['voices.json', 'voices.json.gz'])('reads %s', async (name) => {
    const path = file(name, { train: [held], valid: [moved], test: [moved.toReversed()] });
    const { train, valid, test, warnings } = await loadChorales(path);
    expect(train[0]).toMatchObject({ id: 'train/0', meter: { unit: 4 } });
    expect(valid[0]?.voices.map((voice) => Array.from(voice))).toEqual([
      [72, 72, 72, 72, 74],
      [67, 67, 67, 67, 67],
      [60, 60, 60, 60, 59],
      [48, 48, 48, 48, 43],
    ]);
    expect(test[0]?.voices[3]).toEqual(Int16Array.from([43, 48, 48, 48, 48]));
    expect(warnings).toEqual([]);
  });

  it('reads silence as -1, null or NaN, and whole numbers with a point', async () => {
    const path = file(
      'silent.json',
      `{"train": [[[72.0, -1, 60, 48], [NaN, 67, NaN, 48.0], [null, 67, 60, NaN]]]}`,
    );
    const { train } = await loadChorales(path);
    expect(train[0]?.voices.map((voice) => Array.from(voice))).toEqual([
      [72, REST, REST],
      [REST, 67, 67],
      [60, REST, 60],
      [48, 48, REST],
    ]);
  });

  it('mends steps with fewer numbers than voices, and says so', async () => {
    const path = file('short.json', { train: [[chord, [67, 48], [], [66, 61, 50], chord], held] });
    const { train, warnings } = await loadChorales(path);
    expect(train[0]?.voices.map((voice) => Array.from(voice))).toEqual([
      [72, REST, REST, REST, 72],
      [67, 67, REST, 66, 67],
      [60, REST, REST, 61, 60],
      [48, 48, REST, 50, 48],
    ]);
    expect(warnings[0]).toBe(
      `${path}: 2 steps in 1 piece with fewer numbers than voices: which voices they are was told from the steps around`,
    );
  });

  it.each([
    [
      'five voices',
      { train: [[chord, [...chord, 40]]] },
      'train piece 0 (from 0), step 1: expected a number for each of soprano, alto, tenor, bass, got [72,67,60,48,40]',
    ],
    [
      'the lowest first',
      { train: [held.map((step) => step.toReversed())] },
      'expected the highest voice first in a step (soprano, alto, tenor, bass), got the lowest first',
    ],
    ['a word', { train: [[chord, ['rest']]] }, 'train piece 0 (from 0), step 1: expected MIDI numbers'],
    ['a pitch above all', { train: [[[128, 60, 60, 60]]] }, 'got 128'],
    ['a melody', '{"id": "a", "notes": []}', 'got ["id","notes"] without train'],
  ])('refuses %s', async (_, content, message) => {
    const path = file('bad.json', content);
    await expect(loadChorales(path)).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) as string }),
    );
    await expect(loadChorales(path)).rejects.toThrow(path);
  });

  it('names a file near to one that is not there', async () => {
    const path = file('there.json', { train: [held] });
    await expect(loadChorales(path.replace('there', 'thre'))).rejects.toThrow('did you mean there.json?');
  });

  it('refuses a piece in two splits in another key, or drops it from training', async () => {
    const up = moved.map((step) => step.map((pitch) => pitch + 1));
    const path = file('twice.json', { train: [held, up], valid: [held.slice(1)], test: [moved] });
    await expect(loadChorales(path)).rejects.toThrow('test/0 (test) = train/1 (train)');
    const { train, warnings } = await loadChorales(path, { duplicates: 'drop' });
    expect(train.map(({ id }) => id)).toEqual(['train/0']);
    expect(warnings).toEqual([
      '1 piece dropped from training or validation, tested elsewhere: test/0 (test) = train/1 (train)',
    ]);
  });

  it('says that a piece is twice in training', async () => {
    const { train, warnings } = await loadChorales(
      file('same.json', { train: [held, held], valid: [moved], test: [[chord]] }),
    );
    expect(train.length).toBe(2);
    expect(warnings).toEqual(['1 piece twice in one split, in the same key or another: train/0 = train/1']);
  });
});

describe.skipIf(!hasMusicData)('on Bach’s chorales (skipped where REPRISE_DATA has no music)', () => {
  const path = musicData('jsb-chorales', 'jsb-chorales-16th.json');

  it('has 229, 76 and 77 pieces, none of them twice in whatever key; 40 of the test have a known tune', async () => {
    const corpus = await loadChorales(path);
    expect(corpus.summary.split('\n')).toEqual([
      `${path}: 229 / 76 / 77 pieces (train / valid / test), 55,228 / 18,408 / 18,900 sixteenths`,
      'meters: 343 in 4/4, 39 in 3/4; with an upbeat 158 / 56 / 54',
      '  guessed from the notes for 382 pieces: such guesses of meter and upbeat are right for 138 of 146 chorales of ' +
        'Bach (95 %) that they were not fitted to',
      '40 of 77 test pieces share 16 notes of melody in a row with a training piece, in whatever key and rhythm',
    ]);
    expect(corpus.warnings).toEqual([
      expect.stringContaining(': 128 steps in 15 pieces with fewer numbers than voices') as string,
    ]);
  });

  it('has every pitch of a piece where the file has it', async () => {
    const { test: pieces } = JSON.parse(readFileSync(path, 'utf8')) as { test: number[][][] };
    const { test: grids } = await loadChorales(path);
    const steps = grids
      .slice(0, 4)
      .map(({ voices: [first, ...more] }) =>
        Array.from(first ?? [], (pitch, step) => [pitch, ...more.map((voice) => voice[step])]),
      );
    expect(steps).toEqual(pieces.slice(0, 4));
  });

  it('lays eighths on sixteenths, and warns when it is not told that they are', async () => {
    const eighths = musicData('jsb-chorales', 'jsb-chorales-8th.json');
    const told = await loadChorales(eighths, { stepsPerQuarter: 2 });
    const whole = await loadChorales(path);
    expect(told.test.map(stepsOf)).toEqual(whole.test.map(stepsOf));
    expect(told.warnings.join()).not.toContain('between eighths');
    expect((await loadChorales(eighths)).warnings.join()).toContain(
      '38 % of the changes are between eighths. Are its steps sixteenths?',
    );
  });

  it('says of the standard set that it has frames', async () => {
    await expect(loadChorales(musicData('jsb-chorales', 'JSB_Chorales.json.gz'))).rejects.toThrow(
      'Are these frames of a piano roll?',
    );
  });
});
