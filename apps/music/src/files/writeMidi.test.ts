import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { Score } from '../score.ts';
import { drawsFrom, secondsOf } from './random.fixture.ts';
import { readMidi } from './readMidi.ts';
import { drawScore, notesOf, scoreOf, triples } from './scores.fixture.ts';
import { writeMidi } from './writeMidi.ts';

const roundTrip = (score: Score) => readMidi(writeMidi(score), 'test.mid');
const note = { pitch: 60, onset: 0, duration: 1 };

/** Without what is not there, and times to a millionth, as a file's ticks divide. */
const plain = (score: Score) =>
  JSON.parse(JSON.stringify(score), (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  ) as unknown;

describe('what is written is read back', () => {
  it('title, parts, programs, drums, tempos, meters, keys, chords and upbeat of drawn scores', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const score = drawScore(drawsFrom(seed));
      expect(plain(roundTrip(score)), `seed ${seed}`).toEqual(plain(score));
    }
  });

  it('twenty-five parts, of which some share a channel', () => {
    const draws = drawsFrom(7);
    const score = drawScore(draws, { parts: 25, notes: 8 });
    // A part that names no instrument has the one of its channel.
    const parts = score.parts.map((part, index) => ({ ...part, program: index }));
    expect(plain(roundTrip({ ...score, parts }))).toEqual(plain({ ...score, parts }));
  });

  it('equal notes that follow each other, and overlapping ones, which end in the order in which they began', () => {
    const notes = notesOf([60, 0, 1], [60, 1, 1], [62, 0, 4], [62, 1, 1]);
    const [part] = roundTrip(scoreOf([{ notes }])).parts;
    expect(triples(part?.notes ?? [])).toEqual([
      [60, 0, 1],
      [62, 0, 2],
      [60, 1, 1],
      [62, 1, 3],
    ]);
  });

  it('notes shorter than a tick as one tick, triplets to a 960th', () => {
    const [part] = roundTrip(scoreOf([{ notes: notesOf([60, 0, 1e-9], [64, 1 / 3, 1 / 3]) }])).parts;
    expect(part?.notes.map(({ onset, duration }) => [onset * 960, duration * 960])).toEqual([
      [0, 1],
      [320, 320],
    ]);
  });

  it('a note of no said velocity as mezzo forte, a silent one as the softest', () => {
    const notes = [note, { ...note, pitch: 61, velocity: 1e-9 }, { ...note, pitch: 62, velocity: 1 }];
    const [part] = roundTrip(scoreOf([{ notes }])).parts;
    expect(part?.notes.map(({ velocity = 0 }) => velocity * 127)).toEqual([80, 1, 127]);
  });

  it('an upbeat before the meter that holds at the first bar line', () => {
    const parts = [{ notes: [note] }];
    const waltz = { beats: 3, unit: 4 };
    expect(roundTrip(scoreOf(parts, { upbeat: 1 }))).toMatchObject({
      ...{ upbeat: 1, meters: [{ onset: 0, beats: 4, unit: 4 }] },
    });
    const late = scoreOf(parts, {
      upbeat: 1,
      meters: [
        { onset: 0, beats: 2, unit: 4 },
        { onset: 1, ...waltz },
      ],
    });
    expect(roundTrip(late)).toMatchObject({ upbeat: 1, meters: [{ onset: 0, ...waltz }] });
    const later = scoreOf(parts, { upbeat: 1, meters: [{ onset: 5, ...waltz }] });
    expect(roundTrip(later)).toMatchObject({
      ...{
        upbeat: 1,
        meters: [
          { onset: 0, beats: 4, unit: 4 },
          { onset: 5, ...waltz },
        ],
      },
    });
  });

  it('tempos to a microsecond, the slowest being 3.6', () => {
    const tempos = [66.6, 120, 333.33, 1].map((tempo, onset) => ({ onset, tempo }));
    const read = roundTrip(scoreOf([{ notes: [note] }], { tempos })).tempos.map(({ tempo }) => tempo);
    expect(read.slice(0, 3)).toEqual([66.6, 120, 333.33]);
    expect(read[3]).toBeCloseTo(60e6 / 0xffffff, 1);
  });
});

it('writes many notes, and a long title, in no time', () => {
  const notes = Array.from({ length: 30_000 }, (_, index) => ({ ...note, onset: index }));
  const title = 'ü'.repeat(60_000);
  let bytes: Uint8Array = new Uint8Array();
  expect(secondsOf(() => (bytes = writeMidi(scoreOf([{ notes }], { title }))))).toBeLessThan(2);
  const score = readMidi(bytes, 'test.mid');
  expect(score.parts[0]?.notes.length).toBe(30_000);
  expect(score.title).toBe(title);
});

it.each([
  ['a pitch', scoreOf([{ notes: [{ ...note, pitch: 128 }] }])],
  ['a program', scoreOf([{ program: -1, notes: [note] }])],
  ['a duration', scoreOf([{ notes: [{ ...note, duration: 0 }] }])],
  ['a time', scoreOf([{ notes: [{ ...note, onset: 1e9 }] }])],
  ['a velocity', scoreOf([{ notes: [{ ...note, velocity: 2 }] }])],
  ['a tempo', scoreOf([], { tempos: [{ onset: 0, tempo: 0 }] })],
  ['a meter', scoreOf([], { meters: [{ onset: 0, beats: 4, unit: 3 }] })],
  ['a key', scoreOf([], { keys: [{ onset: 0, fifths: 8, mode: 'major' }] })],
  ['a chord', scoreOf([], { chords: [{ onset: 0, chord: { root: 12, quality: 'major' } }] })],
  ['an upbeat', scoreOf([], { upbeat: -1 })],
  ['an onset', scoreOf([], { keys: [{ onset: NaN, fifths: 0, mode: 'major' }] })],
])('refuses %s out of its range', (_, score) => {
  expect(() => writeMidi(score)).toThrow(InputError);
});
