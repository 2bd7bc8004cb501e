import { describe, expect, it } from 'vitest';
import { REST, type Meter } from '../score.ts';
import { gridToScore } from './gridToScore.ts';
import { notesOf, triples } from './scores.fixture.ts';

/** Four voices of runs, each [pitch, steps]; those left out rest. */
function gridOf(runs: readonly (readonly (readonly [number, number])[])[], meter: Meter, upbeat = 0) {
  const length = Math.max(...runs.map((voice) => voice.reduce((sum, [, steps]) => sum + steps, 0)));
  const voices = [0, 1, 2, 3].map((voice) => {
    const line = (runs[voice] ?? []).flatMap(([pitch, steps]) => Array<number>(steps).fill(pitch));
    return Int16Array.from({ length }, (_, step) => line[step] ?? REST);
  });
  return { id: 'grid', voices, meter, upbeat };
}

const TWO_FOUR = { beats: 2, unit: 4 };

describe('gridToScore', () => {
  it('names four parts, and takes meter, upbeat and what it is given along', () => {
    const keys = [{ onset: 0, fifths: 1, mode: 'major' }] as const;
    const chords = [{ onset: 0, chord: { root: 7, quality: 'major' } }] as const;
    const tempos = [{ onset: 0, tempo: 90 }];
    const score = gridToScore(gridOf([[[60, 4]]], TWO_FOUR, 2), {
      title: 'Lied',
      keys,
      chords,
      tempos,
      program: 19,
    });
    expect(score).toMatchObject({
      title: 'Lied',
      keys,
      chords,
      tempos,
      upbeat: 0.5,
      meters: [{ onset: 0, ...TWO_FOUR }],
    });
    expect(score.parts.map(({ name, program }) => [name, program])).toEqual(
      ['soprano', 'alto', 'tenor', 'bass'].map((name) => [name, 19]),
    );
  });

  it('joins equal pitches, leaves rests out, and cuts at bar lines only what is longer than a bar', () => {
    const grid = gridOf(
      [
        [
          [60, 2],
          [62, 8],
          [REST, 2],
          [64, 12],
        ],
        [[50, 24]],
      ],
      TWO_FOUR,
    );
    const [soprano, alto] = gridToScore(grid).parts;
    expect(triples(soprano?.notes ?? [])).toEqual([
      [60, 0, 0.5],
      [62, 0.5, 2],
      [64, 3, 1],
      [64, 4, 2],
    ]);
    expect(triples(alto?.notes ?? [])).toEqual([
      [50, 0, 2],
      [50, 2, 2],
      [50, 4, 2],
    ]);
  });

  it('has its bar lines after the upbeat', () => {
    const [soprano] = gridToScore(gridOf([[[60, 20]]], TWO_FOUR, 4)).parts;
    expect(triples(soprano?.notes ?? [])).toEqual([
      [60, 0, 1],
      [60, 1, 2],
      [60, 3, 2],
    ]);
  });

  describe('beside a given voice', () => {
    const soprano = {
      program: 73,
      notes: notesOf([60, 0, 0.5], [62, 0.5, 0.5], [62, 1.5, 0.5], [64, 1, 0.5]),
    };
    // Struck on beats at 0 and 1; between them at 0.5 and 1.5, new pitches both.
    const grid = gridOf(
      [
        [
          [60, 2],
          [62, 2],
          [64, 2],
          [62, 2],
        ],
        [[50, 8]],
      ],
      TWO_FOUR,
    );

    it('keeps that one, and strikes the others where it strikes a beat', () => {
      const score = gridToScore(grid, { given: { soprano } });
      expect(score.parts[0]).toEqual({ ...soprano, name: 'soprano' });
      expect(triples(score.parts[1]?.notes ?? [])).toEqual([
        [50, 0, 1],
        [50, 1, 1],
      ]);
    });

    it('strikes them too where it strikes a pitch again', () => {
      const again = { notes: notesOf([60, 0, 0.5], [60, 0.5, 1.5]) };
      const [, alto] = gridToScore(grid, { given: { soprano: again } }).parts;
      expect(triples(alto?.notes ?? [])).toEqual([
        [50, 0, 0.5],
        [50, 0.5, 1.5],
      ]);
    });

    it('lets them be where that is asked for', () => {
      const [, alto] = gridToScore(grid, { given: { soprano }, articulate: false }).parts;
      expect(triples(alto?.notes ?? [])).toEqual([[50, 0, 2]]);
    });

    it('counts the beats of 6/8 in dotted quarters, from the first bar line', () => {
      const eighths = {
        notes: notesOf(...[0, 1, 2, 3, 4, 5, 6].map((at) => [60 + at, at / 2, 0.5] as const)),
      };
      const six = gridOf([[[60, 14]], [[50, 14]]], { beats: 6, unit: 8 }, 2);
      const [, alto] = gridToScore(six, { given: { soprano: eighths } }).parts;
      expect(alto?.notes.map(({ onset }) => onset)).toEqual([0, 0.5, 2]);
    });
  });
});
