import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { loadFrames } from './frames.ts';
import { hasMusicData, musicData, temporaryFolder } from './musicData.fixture.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Writes a file and gives its path. */
function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

describe('loadFrames', () => {
  it.each(['frames.json', 'frames.json.gz'])('reads %s: ascending, each pitch once', async (name) => {
    const path = file(name, {
      train: [[[67, 60, 60], [], [64]]],
      valid: [[[70]]],
      test: [[[48, 50]], [[50, 48], []]],
    });
    const corpus = await loadFrames(path);
    expect(corpus.train).toEqual([[[60, 67], [], [64]]]);
    expect(corpus.valid).toEqual([[[70]]]);
    expect(corpus.test).toEqual([[[48, 50]], [[48, 50], []]]);
    expect(corpus.warnings).toEqual([]);
    expect(corpus.summary).toBe(
      `${path}: 1 / 1 / 2 pieces (train / valid / test), 3 / 1 / 3 frames\n` +
        '0 of 2 test pieces share 16 notes of melody in a row with a training piece, in whatever key and rhythm',
    );
  });

  it('drops and counts what a piano has not', async () => {
    const path = file('far.json', {
      train: [[[20, 21, 108, 109], [127]]],
      valid: [[[60]]],
      test: [[[60, 61]]],
    });
    const corpus = await loadFrames(path);
    expect(corpus.train).toEqual([[[21, 108], []]]);
    expect(corpus.warnings).toEqual([`${path}: 3 notes outside the keys of a piano, 21 to 108, dropped`]);
  });

  it('says what split is missing', async () => {
    const corpus = await loadFrames(file('train.json', { train: [[[60]]] }));
    expect(corpus.warnings).toEqual([expect.stringContaining('no pieces for valid and test')]);
  });

  const piece = [[60, 64], [62]];
  it.each([
    ['no JSON', 'train: 1', 'expected JSON, got text that is not'],
    [
      'a list',
      [piece],
      'expected {"train": [pieces], "valid": [pieces], "test": [pieces]}, got [[[60,64],[62]]]',
    ],
    ['null', null, 'got null'],
    ['no training', { test: [piece] }, 'got ["test"] without train'],
    ['another split', { train: [piece], valdi: [piece] }, 'got "valdi"; did you mean valid?'],
    ['no list of pieces', { train: { a: 1 } }, 'train: expected a list of pieces, got {"a":1}'],
    ['no list of steps', { train: [piece, 60] }, 'train piece 1 (from 0): expected a list of steps, got 60'],
    ['an empty piece', { train: [[]] }, 'train piece 0 (from 0): expected a list of steps, got []'],
    [
      'no list of notes',
      { train: [piece], test: [[[60], 62]] },
      'test piece 0 (from 0), step 1: expected a list of MIDI numbers, got 62',
    ],
    [
      'half a semitone',
      { train: [[[60], [60.5]]] },
      'train piece 0 (from 0), step 1: expected MIDI numbers, 0 to 127, or -1 for silence, got 60.5',
    ],
    ['too high', { train: [[[128]]] }, 'got 128'],
    ['too low', { train: [[[-2]]] }, 'got -2'],
    ['a word', { train: [[['C4']]] }, 'got "C4"'],
    ['no notes', { train: [[[], []]] }, 'expected notes from 21 to 108, got none'],
  ])('refuses %s', async (_, content, message) => {
    const path = file('bad.json', content);
    await expect(loadFrames(path)).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) as string }),
    );
    await expect(loadFrames(path)).rejects.toThrow(path);
  });

  it('refuses a piece in two splits, in another key too, or drops it from training', async () => {
    const up = piece.map((pitches) => pitches.map((pitch) => pitch + 2));
    const path = file('twice.json', { train: [[[60]], piece, piece], valid: [[[60], [60]]], test: [up] });
    await expect(loadFrames(path)).rejects.toThrow(
      /got 2 pieces in two, .*test\/0 \(test\) = train\/1 \(train\), test\/0 \(test\) = train\/2 \(train\)/,
    );
    const corpus = await loadFrames(path, { duplicates: 'drop' });
    expect(corpus.train).toEqual([[[60]]]);
    expect(corpus.test).toEqual([up]);
    expect(corpus.warnings).toEqual([
      '2 pieces dropped from training or validation, tested elsewhere: test/0 (test) = train/1 (train), test/0 (test) = train/2 (train)',
    ]);
  });
});

describe.skipIf(!hasMusicData)('on the standard set (skipped where REPRISE_DATA has no music)', () => {
  it('has 229, 76 and 77 pieces, all different', async () => {
    const corpus = await loadFrames(musicData('jsb-chorales', 'JSB_Chorales.json.gz'));
    expect(corpus.summary).toMatch(/: 229 \/ 76 \/ 77 pieces .* 13,807 \/ 4,602 \/ 4,725 frames\n/);
    expect(corpus.warnings).toEqual([]);
    expect(corpus.train.flat(2).length).toBe(4 * 12478 + 3 * 1296 + 2 * 9 + 6);
  });
});
