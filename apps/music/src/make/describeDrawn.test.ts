import { describe, expect, it } from 'vitest';
import { gridToScore } from '../files/gridToScore.ts';
import type { Note, Score } from '../score.ts';
import { pieceOf } from '../voices/piece.fixture.ts';
import { nothingGiven, voicesGiven } from '../voices/voiceBatch.ts';
import { describeDrawn } from './describeDrawn.ts';

const held = (pitch: number) => new Array<number>(8).fill(pitch);
const grid = pieceOf([held(72), held(64), held(60), held(48)]);
const drawn = { grid, given: voicesGiven(grid, [0, 3]), logProb: -8, broken: 0 };
/** The same chord, which soprano and alto strike again after a quarter note. */
const score: Score = {
  ...gridToScore(grid),
  title: 'A chord',
  tempos: [{ onset: 0, tempo: 66 }],
  parts: gridToScore(grid).parts.map((part, voice) => ({
    ...part,
    notes: voice < 2 ? part.notes.flatMap((note) => halves(note)) : part.notes,
  })),
};

function halves(note: Note): Note[] {
  const duration = note.duration / 2;
  return [
    { ...note, duration },
    { ...note, duration, onset: note.onset + duration },
  ];
}

const onsets = (made: { score: Score }) =>
  made.score.parts.map(({ notes }) => notes.map(({ onset }) => onset));

describe('describeDrawn', () => {
  it('keeps strokes of what was given, and of nothing else', () => {
    const made = describeDrawn(drawn, { score, remarks: [] });
    expect(onsets(made)).toEqual([[0, 1], [0], [0], [0]]);
  });

  it('keeps title and tempo, and says what was given', () => {
    const made = describeDrawn(drawn, { score, remarks: ['first'] });
    expect(made.score).toMatchObject({ title: 'A chord', tempos: [{ onset: 0, tempo: 66 }] });
    expect(made.score.parts.map(({ notes }, part) => made.isGiven(part, notes[0]!))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(made.remarks[0]).toBe('first');
    // 8 nats over two free voices of eight steps.
    expect(made.remarks[1]).toBe('2 quarters; 0.500 nats a sixteenth and voice');
  });

  it('names the chords, and says when a rule gave way', () => {
    const made = describeDrawn({ ...drawn, given: nothingGiven(grid), broken: 3 });
    expect(made.score.chords).toEqual([{ onset: 0, chord: { root: 0, quality: 'major' } }]);
    expect(made.remarks.at(-1)).toContain('give way 3 times');
  });
});
