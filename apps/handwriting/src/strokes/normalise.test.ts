import { describe, expect, it } from 'vitest';
import { boundsOf, momentsOf, transform } from './geometry.ts';
import { normalise } from './normalise.ts';
import { strokeOf } from './strokes.fixture.ts';

/** A zigzag of 20 stems, as letters are. */
const zigzag = [strokeOf(...Array.from({ length: 20 }, (_, at): [number, number] => [at, (at % 2) * 2]))];

describe('normalise', () => {
  it('makes ink of one size and place of any, turned by what a line is turned', () => {
    const expected = normalise(zigzag);
    for (const scale of [1e-3, 1, 5000]) {
      const moved = normalise(transform(zigzag, [scale, 0, 0, scale, -3 * scale, 1e4 * scale]));
      for (const [at, x] of (expected[0]?.x ?? new Float64Array()).entries()) {
        expect(moved[0]?.x[at]).toBeCloseTo(x, 5);
        expect(moved[0]?.y[at]).toBeCloseTo(expected[0]?.y[at] as number, 5);
      }
    }
    const { meanY, varianceY } = momentsOf(expected);
    expect(meanY).toBeCloseTo(0, 9);
    expect(Math.sqrt(varianceY)).toBeCloseTo(0.25, 9);
    expect(boundsOf(expected).left).toBe(0);
  });

  it('levels a long line that climbs', () => {
    const { covariance, varianceX } = momentsOf(normalise(transform(zigzag, [1, -0.1, 0, 1, 0, 0])));
    // Not zero: a shear changes the lengths of segments, which are the weights.
    expect(covariance / varianceX).toBeCloseTo(0, 3);
  });

  it('leaves the slope of a single letter alone', () => {
    const slash = [strokeOf([0, 2], [1, 0])];
    const [{ x, y }] = normalise(slash) as [(typeof slash)[0]];
    expect(((y[1] as number) - (y[0] as number)) / ((x[1] as number) - (x[0] as number))).toBeCloseTo(-2, 9);
  });

  it('makes letters of one size however many there are on a line', () => {
    const line = (letters: number) =>
      normalise([
        strokeOf(...Array.from({ length: 2 * letters }, (_, at): [number, number] => [at, (at % 2) * 6])),
      ]);
    const heights = [5, 50, 5000].map((letters) => {
      const { top, bottom } = boundsOf(line(letters));
      return bottom - top;
    });
    expect(heights[1]).toBeCloseTo(heights[0] as number, 1);
    expect(heights[2]).toBeCloseTo(heights[1] as number, 2);
  });

  it('measures dashes and dots by their width, and survives a dot', () => {
    const dash = normalise([strokeOf([0, 0], [10, 0])]);
    expect(boundsOf(dash).right).toBeCloseTo(20, 9);
    expect([...(normalise([strokeOf([7, 7])])[0]?.x ?? [])]).toEqual([0]);
  });
});
