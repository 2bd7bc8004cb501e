import { describe, expect, it } from 'vitest';
import { REST, type Note, type Part, type Score } from '../score.ts';
import { melodyOf } from './melodyOf.ts';

function score(parts: Part[], more: Partial<Score> = {}): Score {
  return { parts, tempos: [], meters: [], keys: [], chords: [], upbeat: 0, ...more };
}

const note = (pitch: number, onset: number, duration: number): Note => ({ pitch, onset, duration });

describe('melodyOf', () => {
  it.each<[string, Note[], [number, number][]]>([
    [
      'notes without gaps',
      [note(60, 0, 1), note(62, 1, 0.5)],
      [
        [60, 1],
        [62, 0.5],
      ],
    ],
    [
      'a late beginning',
      [note(60, 2, 1)],
      [
        [REST, 2],
        [60, 1],
      ],
    ],
    [
      'a gap',
      [note(60, 0, 1), note(62, 1.5, 0.5)],
      [
        [60, 1],
        [REST, 0.5],
        [62, 0.5],
      ],
    ],
    [
      'a gap as players leave it',
      [note(60, 0, 0.96), note(62, 1, 0.5)],
      [
        [60, 1],
        [62, 0.5],
      ],
    ],
    [
      'an overlap as players make it',
      [note(60, 0, 1.03), note(62, 1, 0.5)],
      [
        [60, 1],
        [62, 0.5],
      ],
    ],
    [
      'a note under which another begins',
      [note(60, 0, 4), note(62, 1, 1)],
      [
        [60, 1],
        [62, 1],
      ],
    ],
    [
      'chords',
      [note(60, 0, 1), note(64, 0, 1), note(67, 0, 1), note(59, 1, 1), note(65, 1, 1)],
      [
        [67, 1],
        [65, 1],
      ],
    ],
    ['an arpeggiated chord', [note(60, 0, 1), note(64, 0.03, 0.97)], [[64, 1]]],
  ])('of %s', (_, notes, expected) => {
    const melody = melodyOf(score([{ notes }]), 'a', 'a.mid');
    expect(melody.notes.map(({ pitch, duration }) => [pitch, Number(duration.toFixed(9))])).toEqual(expected);
  });

  it('keeps the time: what follows begins where it began', () => {
    const notes = [note(60, 0.5, 0.93), note(62, 1.47, 1), note(64, 3, 1), note(65, 4.02, 0.9)];
    let at = 0;
    const onsets = melodyOf(score([{ notes }]), 'a', 'a.mid').notes.map(
      ({ duration }) => (at += duration) - duration,
    );
    for (const { onset } of notes) {
      expect(Math.min(...onsets.map((other) => Math.abs(other - onset)))).toBeLessThanOrEqual(1 / 16);
    }
  });

  it('is the first part that is no percussion, with the chords', () => {
    const chords = [{ onset: 0, chord: { root: 0, quality: 'major' as const } }];
    const parts = [
      { notes: [note(35, 0, 1)], isDrums: true },
      { notes: [] },
      { notes: [note(70, 0, 1)] },
      { notes: [note(50, 0, 1)] },
    ];
    expect(melodyOf(score(parts, { chords }), 'a', 'a.mid')).toEqual({
      id: 'a',
      notes: [{ pitch: 70, duration: 1 }],
      chords,
    });
  });

  it('refuses a score without notes', () => {
    expect(() => melodyOf(score([{ notes: [] }]), 'a', 'a.mid')).toThrow(
      'a.mid: expected notes of a tune, got none',
    );
  });
});
