import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { Score } from '../score.ts';
import { musicFiles } from './musicFiles.fixture.ts';
import { readAbc } from './readAbc.ts';
import { triples } from './scores.fixture.ts';

const byTime = (notes: readonly (readonly number[])[]) =>
  notes.toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0) || (a[0] ?? 0) - (b[0] ?? 0));

function read(text: string): Score {
  const [score] = readAbc(text, 'test.abc');
  if (score === undefined) throw new Error('no tune');
  return score;
}

/** A tune of quarter notes in 2/4, C major. */
const tune = (music: string, header = '') => `X:1\nM:2/4\nL:1/4\n${header}K:C\n${music}`;

/** The pitches of a tune's only part, one after another, as letters from middle C. */
const letters = (music: string) =>
  read(tune(music))
    .parts.flatMap(({ notes }) => notes.map(({ pitch }) => 'C D EF G A B'[pitch - 60] ?? '?'))
    .join('');

const pitches = ({ parts }: Score) => parts.map(({ notes }) => notes.map(({ pitch }) => pitch));

describe('readAbc finds what music21 finds', () => {
  it.each(musicFiles.abc)('$name', ({ text, parts, meter: [beats, unit], fifths }) => {
    const score = read(text);
    const ours = score.parts.map(({ notes }) => byTime(triples(notes)));
    expect(ours).toEqual(parts);
    expect(score.meters[0]).toEqual({ onset: 0, beats, unit });
    expect(score.keys[0]?.fifths).toBe(fifths);
  });
});

describe('the order of repeats', () => {
  it.each([
    ['a repeat from the beginning', 'CD:|EF|]', 'CDCDEF'],
    ['a repeat from its start', 'CD|:EF:|GA|]', 'CDEFEFGA'],
    ['two repeats', '|:CD:|:EF:|', 'CDCDEFEF'],
    ['two repeats by ::', '|:CD::EF:|', 'CDCDEFEF'],
    ['two repeats by :||:', '|:CD:||:EF:|', 'CDCDEFEF'],
    ['a repeat from where the one before ended', '|:CD:|EF:|', 'CDCDEFEF'],
    ['two endings', '|:CD|1EF:|2GA|]', 'CDEFCDGA'],
    ['two endings in brackets, and what follows', '|:CD|[1EF:|[2GA||BB|]', 'CDEFCDGABB'],
    ['endings of several passes', '|:C2|[1,3D2:|[2,4E2:|[5F2|]', 'CDCECDCECF'],
    ['endings of a range', '|:C2|[1-3D2:|[4E2|]', 'CDCDCDCE'],
    ['two repeats with endings', '|:C2|1D2:|2E2|:F2|1G2:|2A2|]', 'CDCEFGFA'],
    ['a second ending that is repeated no more', '|:C2|1D2:|2E2:|F2|]', 'CDCEF'],
    ['a start that nothing ends', '|:CD|EF|]', 'CDEF'],
    ['no repeat in double bars', 'CD||EF|]', 'CDEF'],
    ['a repeat after an upbeat', 'C|:DE|F:|', 'CDEFDEF'],
  ])('%s', (_, music, expected) => {
    expect(letters(music)).toBe(expected);
  });

  it('plays in all voices what stands in one, and chords, keys and tempos with it', () => {
    const score = read(tune('V:1\n|:"C"CD:|"G"GA|]\nV:2\nC,2|D,2|]\n', 'V:1\nV:2\n'));
    expect(pitches(score)).toEqual([
      [60, 62, 60, 62, 67, 69],
      [48, 48, 50],
    ]);
    expect(score.chords.map(({ onset, chord }) => [onset, chord.root])).toEqual([
      [0, 0],
      [4, 7],
    ]);
    const keys = read(tune('|:CF|[K:G]CF:|[K:F]B2|]')).keys.map(({ onset, fifths }) => [onset, fifths]);
    expect(keys).toEqual([
      [0, 0],
      [2, 1],
      [4, 0],
      [6, 1],
      [8, -1],
    ]);
  });

  it('ties across an ending keep the accidental', () => {
    expect(triples(read(tune('|:^F2-|1FG:|2FA|]')).parts[0]?.notes ?? [])).toEqual([
      [66, 0, 3],
      [67, 3, 1],
      [66, 4, 3],
      [69, 7, 1],
    ]);
  });
});

describe('pitches', () => {
  it.each([
    ['accidentals hold in their bar and octave', '^FF|Ff|_Bb|', [66, 66, 65, 77, 70, 83]],
    ['naturals cancel', '^F=F|F^F|', [66, 65, 65, 66]],
    ['double ones', '^^F__B|', [67, 69]],
    ['octaves', "C,,C,|Cc|c'c''|", [36, 48, 60, 72, 84, 96]],
    ['ties of chords', '[CE]-[CE]|', [60, 64]],
    ['a tie ends at another pitch', 'C-D|', [60, 62]],
  ])('%s', (_, music, expected) => {
    expect(pitches(read(tune(music)))).toEqual([expected]);
  });

  it.each([
    ['K:HP', 2, 'major', [78, 73]],
    ['K:BLoc', 0, 'minor', [77, 72]],
    ['K:C exp ^f', 0, 'major', [78, 72]],
    ['K:Cm transpose=2', -3, 'minor', [79, 74]],
    ['K:C clef=treble-8', 0, 'major', [65, 60]],
  ])('%s', (key, fifths, mode, expected) => {
    const score = read(`X:1\nL:1/4\n${key}\nfc|`);
    expect(pitches(score)).toEqual([expected]);
    expect(score.keys[0]).toMatchObject({ mode });
    if (!key.includes('exp')) expect(score.keys[0]).toMatchObject({ fifths });
  });

  it('changes its key within a line', () => {
    expect(pitches(read(tune('FB|[K:G]FB|[K:F]FB|')))).toEqual([[65, 71, 66, 71, 65, 70]]);
  });
});

describe('time', () => {
  it('joins what is tied, and counts tuplets and broken rhythms exactly', () => {
    expect(triples(read(tune('(3CDE F>G|A<B c-c|')).parts[0]?.notes ?? [])).toEqual(
      [
        [60, 0, 2 / 3],
        [62, 2 / 3, 2 / 3],
        [64, 4 / 3, 2 / 3],
        [65, 2, 1.5],
        [67, 3.5, 0.5],
        [69, 4, 0.5],
        [71, 4.5, 1.5],
        [72, 6, 2],
      ].map((note) => note.map((part) => Math.round(part * 1e6) / 1e6)),
    );
  });

  it('leaves room for rests, and none for grace notes and decorations', () => {
    const [part] = read(tune('z{ga}C !trill!~D|x2|Z|E2|')).parts;
    expect(triples(part?.notes ?? [])).toEqual([
      [60, 1, 1],
      [62, 2, 1],
      [64, 7, 2],
    ]);
  });

  it.each([
    ['Q:1/4=96', 96],
    ['Q:3/8=80', 120],
    ['Q:"Andante" 1/2=40', 80],
    ['Q:100', 100],
  ])('%s is %i quarter notes a minute', (field, tempo) => {
    expect(read(tune('CD|', `${field}\n`)).tempos).toEqual([{ onset: 0, tempo }]);
  });

  it('changes tempo and meter where they stand', () => {
    const score = read(tune('CD|[M:6/8][Q:3/8=60]C3|[M:none]C|[M:C|]CDEF|', 'Q:1/4=100\n'));
    expect(score.tempos).toEqual([
      { onset: 0, tempo: 100 },
      { onset: 2, tempo: 90 },
    ]);
    expect(score.meters).toEqual([
      { onset: 0, beats: 2, unit: 4 },
      { onset: 2, beats: 6, unit: 8 },
      { onset: 6, beats: 2, unit: 2 },
    ]);
  });

  it.each([
    ['C|DE|', 1],
    ['|:C|DE|F:|', 1],
    ['CD|EF|', 0],
    ['C', 0],
    ['C/|DE|', 0.5],
  ])('%s has an upbeat of %d quarters', (music, upbeat) => {
    expect(read(tune(music)).upbeat).toBe(upbeat);
  });
});

describe('voices, texts and chords', () => {
  it('are parts by their names, in whatever order their lines stand', () => {
    const header = 'V:S name="Sopran"\nV:B clef=bass\n%%score (S B)\n';
    const score = read(tune('[V:S]cd|\n[V:B]C,D,|\n[V:S]e2|\n%%MIDI program 40\n[V:B]E,2|\nw:la\n', header));
    expect(score.parts.map(({ name }) => name)).toEqual(['Sopran', 'B']);
    expect(pitches(score)).toEqual([
      [72, 74, 76],
      [48, 50, 52],
    ]);
  });

  it('may be in one line, and come again', () => {
    const score = read(tune('[V:1]cd|[V:2]CD|\nV:1\ne2|\nV:2\nE2|\n'));
    expect(pitches(score)).toEqual([
      [72, 74, 76],
      [60, 62, 64],
    ]);
  });

  it('are laid over each other by &', () => {
    expect(triples(read(tune('cd&E2|f2|')).parts[0]?.notes ?? [])).toEqual([
      [64, 0, 2],
      [72, 0, 1],
      [74, 1, 1],
      [77, 2, 2],
    ]);
  });

  it('have titles, programs, chords, and remarks that are no chords', () => {
    const score = read(tune('%%MIDI program 40\n"Am"C"^slow"D|"Fine"E"G7/B"F|"N.C."C2|', 'T:Lied\nC:me\n'));
    expect(score.title).toBe('Lied');
    expect(score.parts[0]?.program).toBe(40);
    expect(score.chords).toEqual([
      { onset: 0, chord: { root: 9, quality: 'minor' } },
      { onset: 3, chord: { root: 7, quality: 'dominant' } },
      { onset: 4, chord: { root: 0, quality: 'none' } },
    ]);
  });

  it('belong to the tune where they stand; what stands before the first holds for all', () => {
    const scores = readAbc('L:1/4\n\nX:1\nT:A\nK:C\nC\n\nfree text\n\nX:7\nT:B\nK:D\nF', 'test.abc');
    expect(scores.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(scores.map(({ parts }) => triples(parts[0]?.notes ?? []))).toEqual([[[60, 0, 1]], [[66, 0, 1]]]);
  });
});

describe('what cannot be told is refused, with its line', () => {
  it.each([
    ['nothing', '', 'got no text'],
    ['no tune', 'hello', 'line 1'],
    ['no key', 'X:1\nT:x\nCDE', 'line 1'],
    ['no notes', 'X:1\nK:C\nz4|', 'expected notes'],
    ['a key that is none', 'X:1\nK:H\nC', 'line 2: expected a key such as K:Am or K:none, got K:H'],
    ['other characters', tune('CD|\nhello'), 'line 6, column 1'],
    ['an open chord', tune('[CE|'), "Expected ']'"],
    ['an accidental of nothing', tune('C^|'), 'line 5'],
    ['a quarter-tone', tune('^/C|'), 'whole semitones'],
    ['a pitch beyond MIDI', tune("c''''''|"), '0 to 127'],
    ['a length without end', tune('C99999999999999999999'), 'lengths that can be counted'],
    ['a meter that is none', 'X:1\nM:4/0\nK:C\nC', 'line 2'],
    ['a unit that is none', 'X:1\nL:1/0\nK:C\nC', 'line 2'],
    ['a number that is none', 'X:1\nL:0\nK:C\nC', 'line 2'],
  ])('%s', (_, text, message) => {
    expect(() => readAbc(text, 'bad.abc')).toThrow(InputError);
    expect(() => readAbc(text, 'bad.abc')).toThrow(message);
    expect(() => readAbc(text, 'bad.abc')).toThrow(/^bad\.abc/u);
  });
});
