import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { melodyOf } from './melodyOf.ts';
import { notesOf, scoreOf, triples } from './scores.fixture.ts';

const low = notesOf([48, 0, 1]);
const high = notesOf([72, 0, 1]);
const line = (...notes: readonly (readonly [number, number, number])[]) =>
  triples(melodyOf(scoreOf([{ notes: notesOf(...notes) }])).notes);

describe('the part of a melody', () => {
  it.each([
    [
      'the highest',
      [
        { name: 'a', notes: low },
        { name: 'b', notes: high },
      ],
      'b',
    ],
    [
      'the soprano',
      [
        { name: 'Soprano 1', notes: low },
        { name: 'Flute', notes: high },
      ],
      'Soprano 1',
    ],
    [
      'the one named melody',
      [
        { name: 'x', notes: high },
        { name: 'Melody', notes: low },
      ],
      'Melody',
    ],
    [
      'no drums',
      [
        { name: 'a', isDrums: true, notes: high },
        { name: 'b', notes: low },
      ],
      'b',
    ],
    [
      'none without notes',
      [
        { name: 'Soprano', notes: [] },
        { name: 'b', notes: low },
      ],
      'b',
    ],
  ])('is %s', (_, parts, expected) => {
    expect(melodyOf(scoreOf(parts)).name).toBe(expected);
  });

  it('is the one that is asked for, by name or by number from 1', () => {
    const score = scoreOf([
      { name: 'Flute', notes: high },
      { name: '1', notes: low },
      { name: 'Empty', notes: [] },
    ]);
    expect(melodyOf(score, 'flute').notes).toEqual(high);
    expect(melodyOf(score, 1).notes).toEqual(high);
    expect(melodyOf(score, '1').notes).toEqual(low);
    expect(melodyOf(score, '2').notes).toEqual(low);
    for (const wrong of ['flut', 0, 4, 'Empty', '']) expect(() => melodyOf(score, wrong)).toThrow(InputError);
    expect(() => melodyOf(score, 'flut')).toThrow(
      'expected a part with notes out of 1 Flute, 2 1, 3 Empty, got "flut"; did you mean Flute?',
    );
    expect(() => melodyOf(scoreOf([]))).toThrow('expected notes of a melody, got none');
  });
});

describe('its notes', () => {
  it('are the highest of chords', () => {
    expect(line([60, 0, 1], [64, 0, 1], [67, 0, 0.5], [62, 1, 1])).toEqual([
      [67, 0, 0.5],
      [62, 1, 1],
    ]);
  });

  it('end where the next begins', () => {
    expect(line([60, 0, 1.1], [62, 1, 1], [59, 1.9, 1])).toEqual([
      [60, 0, 1],
      [62, 1, 0.9],
      [59, 1.9, 1],
    ]);
  });

  it('go over a lower note that a held one covers by more than half, but up at once', () => {
    expect(line([72, 0, 4], [60, 1, 1], [62, 3.5, 1], [76, 4, 1])).toEqual([
      [72, 0, 3.5],
      [62, 3.5, 0.5],
      [76, 4, 1],
    ]);
    expect(line([60, 0, 4], [72, 1, 1])).toEqual([
      [60, 0, 1],
      [72, 1, 1],
    ]);
  });
});
