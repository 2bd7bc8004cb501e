import { describe, expect, it } from 'vitest';
import { orderDelayed } from './delayedStrokes.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

const stem = (x: number) => strokeOf([x, -0.5], [x, 0]);
const dot = (x: number) => strokeOf([x, -0.8]);

/** Where each stroke of the result was. */
function orderOf(...strokes: ReturnType<typeof stem>[]): number[] {
  return orderDelayed(strokes).map((stroke) => strokes.indexOf(stroke));
}

describe('orderDelayed', () => {
  it('brings dots to the stems under them, in order', () => {
    expect(orderOf(stem(0), stem(0.5), stem(1), dot(0.02), dot(0.55))).toEqual([0, 3, 1, 4, 2]);
    // The two dots of a letter stay in their order.
    expect(orderOf(stem(0), stem(1), stem(2), dot(0.9), dot(1.1))).toEqual([0, 1, 3, 4, 2]);
  });

  it('brings bars to the stems that they cross, and cedillas to what is over them', () => {
    const bar = strokeOf([-0.2, -0.4], [0.25, -0.4]);
    const cedilla = strokeOf([0.5, 0.1], [0.55, 0.25]);
    expect(orderOf(stem(0), stem(0.5), stem(1.2), bar, cedilla)).toEqual([0, 3, 1, 4, 2]);
  });

  it('takes the nearest in height of strokes that lie over each other, then the latest', () => {
    const [low, high] = [strokeOf([0, 0], [2, 0]), strokeOf([0, -0.5], [2, -0.5])];
    expect(orderOf(high, low, stem(3), strokeOf([0.5, -0.7]))).toEqual([0, 3, 1, 2]);
    const bow = strokeOf([0, -0.5], [0.6, -0.5], [0.6, 0]);
    expect(orderOf(stem(0.3), bow, stem(2), strokeOf([0.2, -0.2], [0.4, -0.2]))).toEqual([0, 1, 3, 2]);
  });

  it('leaves what is written on, and the strokes of one letter', () => {
    const letters = [0, 0.6, 1.2].map((x) => {
      const { x: xs, y } = arc(0.25, 0, 6, 30);
      return { x: xs.map((at) => at + x), y };
    });
    expect(orderDelayed(letters)).toEqual(letters);
    // The third bar of an E, and the bar of an H, go back by a letter's width and lie behind their letter already.
    const e = [strokeOf([0, -1], [0, 0], [0.5, 0]), strokeOf([0, -1], [0.5, -1])];
    expect(orderOf(...e, strokeOf([0, -0.5], [0.4, -0.5]))).toEqual([0, 1, 2]);
    expect(orderOf(stem(0), stem(0.5), strokeOf([0, -0.25], [0.5, -0.25]))).toEqual([0, 1, 2]);
  });

  it('leaves underlines, what lies over nothing, and what ends further right', () => {
    const stems = [stem(0), stem(1), stem(2)];
    expect(orderOf(...stems, strokeOf([0, 0.2], [1.9, 0.2]), dot(3))).toEqual([0, 1, 2, 3, 4]);
    expect(orderOf(...stems, dot(0.5))).toEqual([0, 1, 2, 3]);
    expect(orderOf(...stems, strokeOf([0, -2], [0.1, -2]))).toEqual([0, 1, 2, 3]);
    expect(orderOf(...stems, strokeOf([1, -0.5], [2.1, -0.5]))).toEqual([0, 1, 2, 3]);
  });

  it('is the same strokes in another order, and changes nothing twice', () => {
    const strokes = Array.from({ length: 200 }, (_, at) =>
      at % 3 === 2 ? dot(((at * 7) % 50) / 10) : stem(at / 40),
    );
    const ordered = orderDelayed(strokes);
    expect(new Set(ordered)).toEqual(new Set(strokes));
    expect(ordered.length).toBe(200);
    expect(ordered).not.toEqual(strokes);
    expect(orderDelayed([])).toEqual([]);
  });
});
