import { describe, expect, it } from 'vitest';
import { REST, type VoiceGrid } from '../score.ts';
import type { VoiceRange } from '../theory/ranges.ts';
import {
  melodyRange,
  melodyTranspositions,
  transpose,
  transposeFrames,
  transposeMelody,
  transpositionsWithin,
} from './transposition.ts';

const grid: VoiceGrid = {
  id: 'two chords',
  voices: [
    [72, 74],
    [67, REST],
    [60, 59],
    [48, 43],
  ].map((voice) => Int16Array.from(voice)),
  meter: { beats: 4, unit: 4 },
  upbeat: 4,
};

describe('transpose', () => {
  it('moves all that sounds and nothing else', () => {
    const moved = transpose(grid, -3);
    expect(moved.voices.map((voice) => Array.from(voice))).toEqual([
      [69, 71],
      [64, REST],
      [57, 56],
      [45, 40],
    ]);
    expect({ ...moved, voices: grid.voices }).toEqual(grid);
    expect(transpose(moved, 3)).toEqual(grid);
  });
});

describe('transpositionsWithin', () => {
  const wide: VoiceRange[] = [
    [60, 81],
    [50, 80],
    [50, 70],
    [36, 70],
  ];

  it('keeps each voice in its range', () => {
    expect(transpositionsWithin(grid, wide, 12)).toEqual([
      -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    for (const semitones of transpositionsWithin(grid, wide, 12))
      transpose(grid, semitones).voices.forEach((voice, index) => {
        for (const pitch of voice.filter((other) => other !== REST)) {
          expect(pitch).toBeGreaterThanOrEqual(wide[index]?.[0] ?? Infinity);
          expect(pitch).toBeLessThanOrEqual(wide[index]?.[1] ?? -Infinity);
        }
      });
  });

  it('goes no further than told', () => {
    expect(transpositionsWithin(grid, wide, 2)).toEqual([-2, -1, 0, 1, 2]);
    expect(transpositionsWithin(grid, wide, 0)).toEqual([0]);
  });

  it('leaves a piece that is outside where it is', () => {
    expect(transpositionsWithin(grid, wide.with(3, [44, 70]), 6)).toEqual([0]);
  });

  it('is free where a voice is silent', () => {
    const voices = grid.voices.with(0, Int16Array.from([REST, REST]));
    expect(transpositionsWithin({ voices }, wide, 9).at(-1)).toBe(9);
  });

  it('wants a range for each voice', () => {
    expect(() => transpositionsWithin(grid, wide.slice(0, 3), 6)).toThrow(
      'a range for each of 4 voices, got 3',
    );
  });
});

describe('of frames and melodies', () => {
  const frames = [[60, 64, 67], [], [59]];
  const melody = { id: 'm', notes: [60, REST, 67].map((pitch) => ({ pitch, duration: 1 })) };

  it('has the range of training', () => {
    expect(melodyRange([melody, { id: 'n', notes: [{ pitch: 50, duration: 1 }] }])).toEqual([50, 67]);
  });

  it('moves within it', () => {
    expect(melodyTranspositions(melody, [50, 67], 2)).toEqual([-2, -1, 0]);
    const chords = [{ onset: 1, chord: { root: 11, quality: 'minor' as const } }];
    expect(transposeMelody({ ...melody, chords }, 2)).toEqual({
      id: 'm',
      notes: [62, REST, 69].map((pitch) => ({ pitch, duration: 1 })),
      chords: [{ onset: 1, chord: { root: 1, quality: 'minor' } }],
    });
    expect(transposeFrames(frames, 2)).toEqual([[62, 66, 69], [], [61]]);
    expect(transposeFrames([[21, 60, 108]], 1)).toEqual([[22, 61]]);
  });
});
