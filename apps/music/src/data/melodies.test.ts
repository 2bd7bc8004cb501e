import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { writeMidi } from '../files/writeMidi.ts';
import { REST, stepsOf } from '../score.ts';
import { loadChorales } from './chorales.ts';
import { loadMelodies } from './melodies.ts';
import { hasMusicData, musicData, temporaryFolder } from './musicData.fixture.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content);
  return path;
}

const line = (id: string, split: string | undefined, notes: unknown) => JSON.stringify({ id, split, notes });

describe('loadMelodies', () => {
  it.each(['tunes.ndjson', 'tunes.ndjson.gz'])(
    'reads %s; a tune without a split has the one of its name',
    async (name) => {
      const path = file(
        name,
        [
          line('one', 'train', [
            [60, 1],
            [0, 0.5],
            [62, 0.3333],
          ]),
          '',
          line('two', 'test', [[70, 2]]),
          line('BWV001', undefined, [
            [71, 1],
            [72, 1],
          ]),
        ].join('\n'),
      );
      const { train, valid, test, warnings } = await loadMelodies(path);
      expect(train).toEqual([
        {
          id: 'one',
          notes: [
            { pitch: 60, duration: 1 },
            { pitch: REST, duration: 0.5 },
            { pitch: 62, duration: 0.3333 },
          ],
        },
      ]);
      expect(valid.map(({ id }) => id)).toEqual(['BWV001']);
      expect(test).toEqual([{ id: 'two', notes: [{ pitch: 70, duration: 2 }] }]);
      expect(warnings).toEqual([]);
    },
  );

  it.each([
    ['no JSON', 'X:1', 'line 1: expected JSON'],
    ['nothing', '\n\n', 'got no line'],
    [
      'another form',
      '{"train": []}',
      'expected lines of JSON {"id": name, "split": "train", "notes": [[MIDI number or 0, quarter notes], …]}, chorales as JSON, or an ABC file or folder, got {"train":[]}',
    ],
    ['no name', '{"notes": [[60, 1]]}', 'expected "id", the tune\'s name, got nothing'],
    ['another split', line('a', 'trian', [[60, 1]]), 'got "trian"; did you mean train?'],
    ['no notes', line('a', 'train', []), 'expected notes, got none'],
    [
      'no duration',
      line('a', 'train', [[60, 1], [60]]),
      'note 1 (from 0): expected [MIDI number, 0 for a rest, quarter notes above 0], got [60]',
    ],
    ['no time', line('a', 'train', [[60, 0]]), 'got [60,0]'],
    ['a pitch between', line('a', 'train', [[60.5, 1]]), 'got [60.5,1]'],
    ['three numbers', line('a', 'train', [[60, 1, 1]]), 'got [60,1,1]'],
    ['a number', line('a', 'train', [60]), 'got 60'],
  ])('refuses %s', async (_, content, message) => {
    const path = file('bad.ndjson', content);
    await expect(loadMelodies(path)).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) as string }),
    );
    await expect(loadMelodies(path)).rejects.toThrow(path);
  });

  it('refuses a tune in two splits in another key, but not in another rhythm', async () => {
    const other = line('c', 'valid', [
      [60, 1],
      [64, 2],
    ]);
    const path = file(
      'twice.ndjson',
      [
        line('a', 'train', [
          [60, 1],
          [64, 1],
        ]),
        line('b', 'test', [
          [62, 1],
          [66, 1],
        ]),
        other,
      ].join('\n'),
    );
    await expect(loadMelodies(path)).rejects.toThrow(
      'got 1 piece in two, in the same key or another: b (test) = a (train).',
    );
  });

  it('reads an ABC file, split by titles, with chords', async () => {
    const tune = (title: string, notes: string) => `X:1\nT:${title}\nM:4/4\nL:1/4\nK:C\n${notes}\n`;
    const path = file('tunes.abc', [tune('Tune 4', '"C"CDEF|"G"G4|]'), tune('d', 'cBAG|F4|]')].join('\n'));
    const { train, test, summary, warnings } = await loadMelodies(path);
    expect(train.map(({ id, notes }) => [id, notes.map(({ pitch }) => pitch)])).toEqual([
      ['Tune 4', [60, 62, 64, 65, 67]],
    ]);
    expect(train[0]?.chords).toEqual([
      { onset: 0, chord: { root: 0, quality: 'major' } },
      { onset: 4, chord: { root: 7, quality: 'major' } },
    ]);
    expect(test.map(({ id }) => id)).toEqual(['d']);
    expect(summary).toContain('1 of 2 with chords');
    expect(warnings).toEqual([`${path}: no pieces for valid`]);
  });

  it('reads a folder: splits by folders, else by names; what cannot be read is left out', async () => {
    const root = join(folder.path, 'mixed');
    mkdirSync(join(root, 'test', 'deep'), { recursive: true });
    const midi = (...pitches: number[]) =>
      writeMidi({
        parts: [{ notes: pitches.map((pitch, onset) => ({ pitch, onset, duration: 1 })) }],
        tempos: [],
        meters: [],
        keys: [],
        chords: [],
        upbeat: 0,
      });
    writeFileSync(join(root, 'BWV001.mid'), midi(60, 62));
    writeFileSync(join(root, 'tune 4.MID'), midi(60, 64));
    writeFileSync(join(root, 'test', 'deep', 'x.midi'), midi(60, 65));
    writeFileSync(join(root, 'tune 5.mid'), 'no MIDI');
    writeFileSync(join(root, 'notes.txt'), 'nothing');
    const { train, valid, test, warnings } = await loadMelodies(root);
    expect([train, valid, test].map((melodies) => melodies.map(({ id }) => id))).toEqual([
      ['tune 4'],
      ['BWV001'],
      ['x'],
    ]);
    expect(warnings).toEqual([expect.stringMatching(/1 file of 4 left out: .*tune 5\.mid/) as string]);
  });

  it('reads chorales: the soprano is the tune, the lower voices are its chords', async () => {
    const [c, g] = [
      [72, 67, 64, 48],
      [71, 67, 62, 43],
    ] as const;
    const beat = (chord: readonly number[]) => new Array<readonly number[]>(4).fill(chord);
    const piece = [...beat(c), ...beat(g), ...beat(g).map(([, ...lower]) => [-1, ...lower]), ...beat(c)];
    const path = file('chorales.json', JSON.stringify({ train: [piece], test: [beat(c)] }));
    const { train, test, summary } = await loadMelodies(path);
    const [first] = train;
    expect(first?.notes).toEqual([72, 71, REST, 72].map((pitch) => ({ pitch, duration: 1 })));
    expect(first?.chords).toEqual(
      [0, 7, 0].map((root, index) => ({ onset: [0, 1, 3][index], chord: { root, quality: 'major' } })),
    );
    expect(test[0]?.chords).toHaveLength(1);
    expect(summary).toContain('2 of 2 with chords');
  });

  it('refuses a folder without any', async () => {
    const root = join(folder.path, 'empty');
    mkdirSync(root);
    await expect(loadMelodies(root)).rejects.toThrow('expected pieces in files .abc, .mid, .midi, got none');
    writeFileSync(join(root, 'a.mid'), 'no MIDI');
    await expect(loadMelodies(root)).rejects.toThrow('got 1 that cannot be read');
  });

  it('names a file near to one that is not there', async () => {
    file('there.ndjson', line('a', 'train', [[60, 1]]));
    await expect(loadMelodies(join(folder.path, 'ther.ndjson'))).rejects.toThrow(
      'did you mean there.ndjson?',
    );
    await expect(loadMelodies(join(folder.path, 'nowhere.abc'))).rejects.toThrow('no such file');
  });
});

describe.skipIf(!hasMusicData)('on chorales (skipped where REPRISE_DATA has no music)', () => {
  it('has a tune with chords of each, as long as the piece', async () => {
    const path = musicData('jsb-chorales', 'jsb-chorales-16th.json');
    const { train, valid, test } = await loadMelodies(path, { duplicates: 'drop' });
    const grids = await loadChorales(path);
    // Hymn tunes that are harmonised anew: the chorales differ, their sopranos do not.
    expect([grids.valid.length, valid.length, test.length]).toEqual([76, 74, 77]);
    expect(train.length).toBeLessThan(grids.train.length);
    const quarters = test.map(({ notes }) => notes.reduce((sum, { duration }) => sum + duration, 0));
    expect(quarters).toEqual(grids.test.map((grid) => stepsOf(grid) / 4));
    const chords = test.flatMap((tune) => tune.chords ?? []);
    const named = chords.filter(({ chord }) => chord.quality !== 'none').length;
    expect(named / chords.length).toBeGreaterThan(0.95);
  });
});

describe.skipIf(!hasMusicData)('on Irish tunes (skipped where REPRISE_DATA has no music)', () => {
  it('has 952, 118 and 125 tunes, all different', async () => {
    const corpus = await loadMelodies(musicData('ceol-rince', 'ceol-rince-melodies.ndjson.gz'));
    expect(corpus.summary).toMatch(/: 952 \/ 118 \/ 125 pieces/);
    expect(corpus.warnings).toEqual([]);
    const notes = [corpus.train, corpus.valid, corpus.test].flat().flatMap((melody) => melody.notes);
    expect(notes.length).toBe(214124);
    expect(notes.filter(({ pitch }) => pitch === REST).length).toBe(191);
  });
});
