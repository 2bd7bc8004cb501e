import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { REST, type Score } from '../score.ts';
import { gridToScore } from './gridToScore.ts';
import { drawsFrom } from './random.fixture.ts';
import { notesOf, scoreOf } from './scores.fixture.ts';
import { melodyGrid, voicesOf } from './voicesOf.ts';

const LINES = [
  notesOf([72, 0, 0.25], [74, 0.25, 0.25]),
  notesOf([67, 0, 0.5]),
  notesOf([60, 0, 0.25]),
  notesOf([48, 0, 0.5]),
];
const GRID = [
  [72, 74],
  [67, 67],
  [60, REST],
  [48, 48],
];

/** The voices, as lists. */
const lines = (score: Score) => voicesOf(score).voices.map((voice) => [...voice]);
const chordsOf = (...chords: readonly (readonly number[])[]) =>
  notesOf(...chords.flatMap((pitches, step) => pitches.map((pitch) => [pitch, step / 4, 0.25] as const)));

describe('four voices out of a score', () => {
  it('are parts by their names, whatever they sing', () => {
    const names = ['B', 'tenor', 'Alto 1', 'Soprano'];
    const parts = names.map((name, index) => ({ name, notes: LINES[index] ?? [] }));
    expect(lines(scoreOf(parts))).toEqual(GRID.toReversed());
    const others = [...parts, { name: 'Organ', notes: notesOf([100, 0, 1]) }];
    expect(lines(scoreOf(others))).toEqual(GRID.toReversed());
  });

  it('are four parts by their pitch where they have no such names, drums left out', () => {
    const parts = [3, 1, 0, 2].map((index) => ({ notes: LINES[index] ?? [] }));
    expect(lines(scoreOf([...parts, { isDrums: true, notes: notesOf([35, 0, 1]) }]))).toEqual(GRID);
  });

  it('are two parts of two, each from its top', () => {
    const parts = [
      { notes: [...(LINES[2] ?? []), ...(LINES[3] ?? [])] },
      { notes: [...(LINES[0] ?? []), ...(LINES[1] ?? [])] },
    ];
    expect(lines(scoreOf(parts))).toEqual(GRID);
    // The lower voice of the upper staff is an alto even where it lies below the tenor.
    const crossed = [{ notes: chordsOf([72, 55]) }, { notes: chordsOf([57, 45]) }];
    expect(lines(scoreOf(crossed))).toEqual([[72], [55], [57], [45]]);
  });

  it('are chords from the top', () => {
    expect(lines(scoreOf([{ notes: chordsOf([48, 60, 67, 72], [47, 62, 67, 74]) }]))).toEqual([
      [72, 74],
      [67, 67],
      [60, 62],
      [48, 47],
    ]);
  });

  it('rest where the chord has too few notes, and hold what sounds on', () => {
    const notes = notesOf([72, 0, 0.5], [67, 0, 0.25], [60, 0, 0.5], [48, 0, 0.5]);
    expect(lines(scoreOf([{ notes }]))).toEqual([
      [72, 72],
      [67, REST],
      [60, 60],
      [48, 48],
    ]);
  });

  it('share a pitch, and of five notes lose one that stands twice', () => {
    expect(lines(scoreOf([{ notes: chordsOf([67, 67, 60, 48]) }]))).toEqual([[67], [67], [60], [48]]);
    expect(lines(scoreOf([{ notes: chordsOf([72, 67, 67, 60, 48]) }]))).toEqual([[72], [67], [60], [48]]);
  });

  it('are refused of five notes at once, and of none', () => {
    const score = scoreOf([{ notes: chordsOf([72], [72, 67, 64, 60, 48]) }], { title: 'Lied' });
    expect(() => voicesOf(score)).toThrow(InputError);
    expect(() => voicesOf(score)).toThrow(
      'Lied: expected at most four notes at once, got 5 at quarter note 0.25',
    );
    expect(() => voicesOf(scoreOf([{ isDrums: true, notes: chordsOf([40]) }]))).toThrow('got none');
    expect(() => voicesOf(scoreOf([{ notes: notesOf([60, 1e7, 1]) }]))).toThrow(
      'expected a piece of at most',
    );
  });

  it('take the title, the first meter and the upbeat with them', () => {
    const meters = [
      { onset: 0, beats: 3, unit: 4 },
      { onset: 9, beats: 2, unit: 4 },
    ];
    const grid = voicesOf(scoreOf([{ notes: chordsOf([60]) }], { title: 'Lied', upbeat: 1, meters }));
    expect(grid).toMatchObject({ id: 'Lied', upbeat: 4, meter: { beats: 3, unit: 4 } });
    expect(voicesOf(scoreOf([{ notes: chordsOf([60]) }])).meter).toEqual({ beats: 4, unit: 4 });
  });

  it('overlap by a step in legato, not by more', () => {
    const legato = [notesOf([72, 0, 0.5], [74, 0.25, 0.5]), ...LINES.slice(1)].map((notes) => ({ notes }));
    expect(lines(scoreOf(legato))[0]).toEqual([72, 74, 74]);
    const chords = [notesOf([72, 0, 0.75], [74, 0.25, 0.5]), ...LINES.slice(1)].map((notes) => ({ notes }));
    // Split from the top, where the tenor has ended.
    expect(lines(scoreOf(chords)).map((voice) => voice[1])).toEqual([74, 72, 67, 48]);
  });

  it('are the same again after gridToScore, by name or by pitch', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const draws = drawsFrom(seed);
      const voices = [70, 64, 57, 48].map((centre) => {
        const pitches = Array.from({ length: 24 }, () =>
          draws.below(6) === 0 ? REST : centre + draws.below(6),
        );
        return Int16Array.from([...pitches.flatMap((pitch) => Array<number>(2).fill(pitch)), centre]);
      });
      const grid = { id: 'drawn', voices, meter: { beats: 3, unit: 4 }, upbeat: 4 };
      const score = gridToScore(grid, { title: 'drawn' });
      expect(voicesOf(score)).toEqual(grid);
      expect(voicesOf({ ...score, parts: score.parts.map(({ notes }) => ({ notes })) })).toEqual(grid);
    }
  });
});

describe('a melody on the grid', () => {
  it('is the soprano over rests', () => {
    const score = scoreOf([
      { notes: notesOf([72, 0.5, 0.5], [74, 1, 0.25]) },
      { notes: notesOf([50, 0, 9]) },
    ]);
    const { voices } = melodyGrid(score);
    expect(voices.map((voice) => [...voice])).toEqual([
      [REST, REST, 72, 72, 74],
      ...[1, 2, 3].map(() => Array<number>(5).fill(REST)),
    ]);
    expect([...(melodyGrid(score, 2).voices[0] ?? [])]).toEqual(Array<number>(36).fill(50));
    expect(() => melodyGrid(score, 3)).toThrow(InputError);
  });

  it('has the highest of notes shorter than a step', () => {
    const score = scoreOf([{ notes: notesOf([72, 0, 0.1], [76, 0.1, 0.15], [74, 0.25, 0.25]) }]);
    expect([...(melodyGrid(score).voices[0] ?? [])]).toEqual([76, 74]);
  });
});
