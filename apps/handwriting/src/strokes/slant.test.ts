import { describe, expect, it } from 'vitest';
import { boundsOf, transform } from './geometry.ts';
import { slantOf, upright } from './slant.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

/** Stems going down, joined by upstrokes that lean by as much as they are wide. */
const cursive = [
  strokeOf(...Array.from({ length: 20 }, (_, at): [number, number] => [Math.floor(at / 2) * 0.6, at % 2])),
];
const lean = (strokes: typeof cursive, slant: number) => transform(strokes, [1, 0, -slant, 1, 0, 0]);

describe('slantOf', () => {
  it.each([-0.7, 0, 0.3, 1])('finds how stems lean: %d', (slant) => {
    expect(slantOf(lean(cursive, slant))).toBeCloseTo(slant, 9);
  });

  it('says right for up, y growing downwards', () => {
    expect(slantOf([strokeOf([1, 0], [0, 2])])).toBeCloseTo(0.5, 9);
  });

  it('grows by exactly what any ink is sheared by, whatever its size', () => {
    const mixed = [arc(1, 0.4, 5, 40), strokeOf([0, 0], [1, 0.3], [0.8, 2], [2, 2.1], [1.7, 3])];
    const slant = slantOf(mixed);
    expect(Math.abs(slant)).toBeGreaterThan(0.01);
    for (const scale of [1e-3, 1, 1e4])
      expect(slantOf(transform(lean(mixed, 0.4), [scale, 0, 0, scale, 0, 0]))).toBeCloseTo(slant + 0.4, 9);
  });

  it('takes a circle for upright and hardly minds bars and what else lies flat', () => {
    expect(slantOf([arc(1, 0, 2 * Math.PI, 100)])).toBeCloseTo(0, 9);
    const bars = Array.from({ length: 5 }, (_, at) => strokeOf([at, 0.5], [at + 1, 0.55]));
    expect(slantOf([...lean(cursive, 0.3), ...bars])).toBeCloseTo(0.3, 1);
  });

  it('is not pulled far by one stem that falls over', () => {
    const stems = Array.from({ length: 9 }, (_, at) => strokeOf([at, 0], [at, 1]));
    expect(Math.abs(slantOf([...stems, strokeOf([20, 0], [10, 1])]))).toBeLessThan(0.12);
  });

  it('is 0 of dots, of dashes, of nothing', () => {
    expect(slantOf([])).toBe(0);
    expect(slantOf([strokeOf([1, 1]), strokeOf([2, 2], [2, 2])])).toBe(0);
    expect(slantOf([strokeOf([0, 0], [1, 0.05])])).toBe(0);
    expect(slantOf([strokeOf([0, 1], [0, 0])])).toBe(0);
  });
});

describe('upright', () => {
  it('sets stems up, and keeps left edge, heights and times', () => {
    const t = Float64Array.from(cursive[0]!.x, (_, at) => at);
    const leaning = lean([{ ...cursive[0]!, t }], 0.6);
    const set = upright(leaning);
    expect(slantOf(set)).toBeCloseTo(0, 9);
    expect(set[0]!.x[1]).toBeCloseTo(set[0]!.x[0]!, 9);
    expect(boundsOf(set).left).toBeCloseTo(boundsOf(leaning).left, 9);
    expect(set[0]!.y).toEqual(leaning[0]!.y);
    expect(set[0]!.t).toBe(t);
  });

  it('leaves what is flat', () => {
    const flat = [strokeOf([1, 1]), strokeOf([0, 0], [1, 0.05])];
    expect(upright(flat)).toEqual(flat);
    expect(upright([])).toEqual([]);
  });
});
