import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { readScoreFile, writeScoreFile } from './scoreFile.ts';
import { notesOf, scoreOf } from './scores.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'music-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const score = scoreOf([{ name: 'Flöte', notes: notesOf([60, 0, 1], [64, 1, 0.5]) }], { title: 'Lied' });
const TWO_TUNES = 'X:3\nT:One\nK:C\nC\n\nX:9\nT:Two\nK:C\nD\n';

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('files of music', () => {
  it.each(['a.mid', 'b.MIDI', 'c.json'])('are written and read again: %s', async (name) => {
    const path = file(name, 'what was there');
    await writeScoreFile(path, score);
    const read = await readScoreFile(path);
    expect(read).toMatchObject({ title: 'Lied', parts: [{ name: 'Flöte' }] });
    expect(read.parts[0]?.notes).toMatchObject(score.parts[0]?.notes ?? []);
  });

  it('are ABC too, as UTF-8 or Latin-1, of which one tune is chosen by number or title', async () => {
    const path = file('tunes.abc', TWO_TUNES);
    expect((await readScoreFile(path, { tune: 2 })).title).toBe('Two');
    expect((await readScoreFile(path, { tune: 'one' })).title).toBe('One');
    const latin = file('latin.ABC', Buffer.from('X:1\nT:F\xfcr\nK:C\nC\n', 'latin1'));
    expect((await readScoreFile(latin)).title).toBe('Für');
    expect((await readScoreFile(file('utf8.abc', 'X:1\nT:Für\nK:C\nC\n'))).title).toBe('Für');
    for (const tune of [undefined, 0, 3, 'Three', ''])
      await expect(readScoreFile(path, { tune })).rejects.toThrow('one of its 2 tunes (1 One, 2 Two), got');
  });

  it.each([
    ['another extension', 'music.xml', 'a file ending in .mid, .midi, .abc or .json'],
    ['no extension', 'music', '.mid'],
    ['a file that is not there', 'none.mid', 'no such file'],
    ['a file in a file', 'here.mid/none.mid', 'no such file'],
    ['a folder', 'folder.mid', 'expected a file, got a folder'],
    ['what is no MIDI', 'here.mid', 'here.mid: expected a standard MIDI file'],
    ['what is no ABC', 'here.abc', 'here.abc'],
    ['what is no score', 'here.json', 'here.json: expected a score as JSON'],
  ])('are not read of %s', async (_, name, message) => {
    for (const extension of ['mid', 'abc', 'json']) file(`here.${extension}`, '{}');
    mkdirSync(join(folder, 'folder.mid'), { recursive: true });
    const read = () => readScoreFile(join(folder, name));
    await expect(read()).rejects.toThrow(InputError);
    await expect(read()).rejects.toThrow(message);
  });

  it.each([
    ['another extension', 'music.wav', 'a file ending in .mid, .midi or .json'],
    ['ABC', 'music.abc', 'ABC notation is read only'],
    ['a folder that is not there', 'none/music.mid', 'cannot write the music'],
    ['a folder', 'folder.json', 'cannot write the music'],
  ])('are not written to %s', async (_, name, message) => {
    mkdirSync(join(folder, 'folder.json'), { recursive: true });
    await expect(writeScoreFile(join(folder, name), score)).rejects.toThrow(InputError);
    await expect(writeScoreFile(join(folder, name), score)).rejects.toThrow(message);
  });

  it('stay as they were when a score cannot be written, and nothing is left beside them', async () => {
    const path = file('kept.mid', 'kept');
    await expect(writeScoreFile(path, { ...score, upbeat: -1 })).rejects.toThrow(InputError);
    expect(readFileSync(path, 'utf8')).toBe('kept');
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
