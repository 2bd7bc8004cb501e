import { describe, expect, it } from 'vitest';
import { boundsOf } from '../strokes/geometry.ts';
import { layOut, type PlacedWord } from './layOut.ts';

/** A word as a line of so many x-heights on the baseline, its pen beginning anywhere. */
function word(width: number, from = 5, parts: Partial<PlacedWord> = {}): PlacedWord {
  return {
    path: { offsets: Float32Array.of(from, -1, 0, width, 1, 1) },
    breaks: false,
    joins: false,
    ...parts,
  };
}

const PAGE = { lineWidth: 10, lineHeight: 4 };
const boxes = (words: readonly PlacedWord[]) => layOut(words, PAGE).map((stroke) => boundsOf([stroke]));

describe('layOut', () => {
  it('puts words side by side with a space between them, wherever they were written', () => {
    expect(boxes([word(3, 5), word(2, -7)])).toEqual([
      { left: 0, right: 3, top: -1, bottom: 0 },
      { left: 4, right: 6, top: -1, bottom: 0 },
    ]);
  });

  it('breaks a full line, and never before what goes on with a word', () => {
    expect(boxes([word(6), word(4)]).map(({ left, bottom }) => [left, bottom])).toEqual([
      [0, 0],
      [0, 4],
    ]);
    expect(boxes([word(6), word(4, 0, { joins: true })]).map(({ bottom }) => bottom)).toEqual([0, 0]);
    // A word wider than a line has one to itself.
    expect(boxes([word(20), word(1)]).map(({ bottom }) => bottom)).toEqual([0, 4]);
  });

  it('begins a line where the text does', () => {
    expect(
      boxes([word(1, 0, { breaks: true }), word(1, 0, { breaks: true })]).map(({ bottom }) => bottom),
    ).toEqual([0, 4]);
  });

  it('gives times that rise, in the air too', () => {
    const times = layOut([word(3), word(2)], PAGE).flatMap(({ t }) => [...(t ?? [])]);
    expect(times[0]).toBe(0);
    times.slice(1).forEach((time, index) => {
      expect(time).toBeGreaterThan(times[index] as number);
    });
  });
});
