import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeMidi } from '../files/writeMidi.ts';
import type { Score } from '../score.ts';
import { loadChorales } from './chorales.ts';
import { temporaryFolder } from './musicData.fixture.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Four voices that move down a scale a quarter at a time, from a degree on that makes pieces differ. */
function piece(degree: number, meters: Score['meters'] = []): Score {
  const scale = [0, 2, 4, 5, 7, 9, 11, 12];
  const parts = ['soprano', 'alto', 'tenor', 'bass'].map((name, voice) => ({
    name,
    notes: Array.from({ length: 12 }, (_, onset) => ({
      pitch: 72 - 7 * voice - scale[(onset * (degree + 1)) % 8]!,
      onset,
      duration: 1,
    })),
  }));
  return { parts, tempos: [], meters, keys: [], chords: [], upbeat: 0 };
}

function makeFolder(name: string, files: Readonly<Record<string, Score | string>>): string {
  const path = join(folder.path, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), typeof content === 'string' ? content : writeMidi(content));
  }
  return path;
}

const WALTZ = [{ onset: 0, beats: 3, unit: 4 }];

describe('loadChorales of a folder of MIDI files', () => {
  it('takes splits from folders, meters from files, and guesses where there are none', async () => {
    const path = makeFolder('splits', {
      'train/one.mid': piece(0, WALTZ),
      'train/two.mid': piece(1),
      'valid/three.mid': piece(2, WALTZ),
      'test/four.midi': piece(3, WALTZ),
    });
    const { train, valid, test, summary, warnings } = await loadChorales(path);
    expect([train, valid, test].map((pieces) => pieces.map(({ id }) => id))).toEqual([
      ['one', 'two'],
      ['three'],
      ['four'],
    ]);
    expect(train[0]).toMatchObject({ meter: { beats: 3, unit: 4 }, upbeat: 0 });
    expect(Array.from(train[0]!.voices[3]!.subarray(0, 5))).toEqual([51, 51, 51, 51, 49]);
    expect(summary).toContain('\n  guessed from the notes for 1 piece: ');
    expect(warnings).toEqual([]);
  });

  it('says nothing of guesses where files have meters', async () => {
    const path = makeFolder('meters', { 'train/one.mid': piece(0, WALTZ) });
    const { summary, warnings } = await loadChorales(path);
    expect(summary).toContain('meters: 1 in 3/4; with an upbeat 0 / 0 / 0');
    expect(summary).not.toContain('guessed');
    expect(warnings).toEqual([`${path}: no pieces for valid and test`]);
  });

  it('leaves out what cannot be read, and says so', async () => {
    const path = makeFolder('broken', { 'train/one.mid': piece(0), 'train/two.mid': 'no music' });
    const { train, warnings } = await loadChorales(path);
    expect(train).toHaveLength(1);
    expect(warnings[0]).toMatch(/broken: 1 file of 2 left out: .*two\.mid/u);
  });

  it('refuses a folder without music', async () => {
    const path = makeFolder('empty', { 'notes.txt': 'none' });
    await expect(loadChorales(path)).rejects.toThrow(
      `${path}: expected pieces in files .mid, .midi, got none`,
    );
  });
});
