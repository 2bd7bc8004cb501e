import { describe, expect, it } from 'vitest';
import { transform } from '../strokes/geometry.ts';
import { strokeOf } from '../strokes/strokes.fixture.ts';
import { splitLines } from './lines.ts';

/** Ten stems, a letter wide each. */
const words = Array.from({ length: 10 }, (_, index) => strokeOf([index, -1], [index, 0]));

describe('splitLines', () => {
  it('keeps one line whole, dots and bars that come late too', () => {
    const late = [strokeOf([2, -1.3]), strokeOf([0.8, -0.7], [1.2, -0.7])];
    expect(splitLines([...words, ...late])).toEqual([[...words, ...late]]);
  });

  it('begins a line where the pen goes back and down', () => {
    const below = transform(words, [1, 0, 0, 1, 0.3, 1.8]);
    const lowest = transform(words.slice(0, 3), [1, 0, 0, 1, 0, 3.5]);
    expect(splitLines([...words, ...below, ...lowest])).toEqual([words, below, lowest]);
  });

  it('puts a dot that was forgotten to the line it is on', () => {
    const below = transform(words, [1, 0, 0, 1, 0, 2]);
    const dot = strokeOf([4, -1.2]);
    expect(splitLines([...words, ...below, dot])).toEqual([[...words, dot], below]);
  });

  it('has one line of one dot', () => {
    expect(splitLines([strokeOf([0, 0])])).toEqual([[strokeOf([0, 0])]]);
  });
});
