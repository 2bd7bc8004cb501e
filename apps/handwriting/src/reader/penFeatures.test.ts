import { describe, expect, it } from 'vitest';
import { resample } from '../strokes/resample.ts';
import { strokeOf } from '../strokes/strokes.fixture.ts';
import { transform } from '../strokes/geometry.ts';
import { PEN_FEATURES, penFeatures } from './penFeatures.ts';

const VIEW = { spacing: 0.1, bidirectional: true };

const rowsOf = (values: Float32Array): number[][] =>
  Array.from({ length: values.length / PEN_FEATURES }, (_, row) => [
    ...values.slice(row * PEN_FEATURES, (row + 1) * PEN_FEATURES),
  ]);

describe('penFeatures', () => {
  const corner = resample([strokeOf([0, 0], [0.4, 0], [0.4, 0.4])], 0.1);
  const rows = rowsOf(penFeatures(corner, VIEW));

  it('says where the pen goes and how it turns', () => {
    expect(rows.length).toBe(9);
    expect(rows[2]?.slice(0, 4).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([1, 0, 1, 0]);
    expect(rows[6]?.slice(0, 4).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([0, 1, 1, 0]);
    // At the corner it turns by a right angle, downwards.
    expect(rows[4]?.[2]).toBeCloseTo(0, 5);
    expect(rows[4]?.[3]).toBeCloseTo(1, 5);
  });

  it('marks where strokes begin and end, and how far the pen jumps', () => {
    const [first, , third] = rowsOf(penFeatures([strokeOf([0, 0], [0.1, 0]), strokeOf([0.3, -0.4])], VIEW));
    expect([first?.[7], first?.[5], first?.[8]]).toEqual([1, 0, 0]);
    expect([third?.[7], third?.[5], third?.[4]]).toEqual([1, 1, 1]);
    expect(third?.[8]).toBeCloseTo(Math.tanh(0.2), 6);
    expect(third?.[9]).toBeCloseTo(Math.tanh(-0.4), 6);
  });

  it('does not care where the ink is along the line, only how high', () => {
    const moved = rowsOf(penFeatures(transform(corner, [1, 0, 0, 1, 50, 0.25]), VIEW));
    moved.forEach((row, at) => {
      row.forEach((value, feature) => {
        expect(value).toBeCloseTo((rows[at]?.[feature] as number) + (feature === 6 ? 0.25 : 0), 5);
      });
    });
  });

  it('sees ink of other moments in the cell where it is, and not that beyond its reach', () => {
    // A line, and a dot above its middle set afterwards.
    const line = resample([strokeOf([0, 0], [4, 0])], 0.1);
    const seen = rowsOf(penFeatures([...line, strokeOf([2, -0.4])], VIEW));
    const above = (at: number): number[] => (seen[at] as number[]).slice(10, 13);
    expect(above(20).map((value) => value > 0)).toEqual([false, true, false]);
    expect(above(23).map((value) => value > 0)).toEqual([true, false, false]);
    expect(above(30)).toEqual([0, 0, 0]);
    // The dot sees the line below it.
    expect(
      seen
        .at(-1)
        ?.slice(16, 19)
        .every((value) => value > 0),
    ).toBe(true);
  });

  it.each([true, false])('of later points alone is the same, bidirectional %j', (bidirectional) => {
    const crossed = resample(
      [strokeOf([0, 0], [2, 0]), strokeOf([1, -0.4]), strokeOf([0.5, 0.1], [1.5, 0.1])],
      0.1,
    );
    const all = penFeatures(crossed, { ...VIEW, bidirectional });
    const count = all.length / PEN_FEATURES;
    for (const from of [0, 5, 21, count - 1, count, count + 3])
      expect(penFeatures(crossed, { ...VIEW, bidirectional }, from)).toEqual(all.slice(from * PEN_FEATURES));
  });
});
