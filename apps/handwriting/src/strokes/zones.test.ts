import { describe, expect, it } from 'vitest';
import { strokeOf } from './strokes.fixture.ts';
import { zonesOf } from './zones.ts';

/** A box for each letter, 1 wide, of x-height 2 above a baseline at y = 10. */
function boxes(text: string) {
  return Array.from(text).map((letter, index) => {
    const top = /[bdfhklA-Z]/u.test(letter) ? 6 : 8;
    const bottom = /[gjpqy]/u.test(letter) ? 12 : 10;
    return strokeOf([index, top], [index + 0.9, top], [index + 0.9, bottom], [index, bottom]);
  });
}

describe('zonesOf', () => {
  it.each(['handy', 'pony', 'xyz', 'gap', 'acorns', 'Hello'])('finds the line under %s', (text) => {
    expect(zonesOf(boxes(text), text)).toEqual({ baseline: 10, xHeight: 2 });
  });

  it('takes capitals for higher than an x', () => {
    const { baseline, xHeight } = zonesOf(boxes('ABC'), 'ABC');
    expect(baseline).toBe(10);
    expect(xHeight).toBeCloseTo(0.62 * 4, 9);
  });

  it('has an answer for letters that tell nothing, and for a dot', () => {
    const zones = zonesOf(boxes('gjy'), 'gjy');
    expect(zones.baseline).toBeGreaterThan(8);
    expect(zones.baseline).toBeLessThan(12);
    expect(zonesOf([strokeOf([1, 1])], 'i').xHeight).toBeGreaterThan(0);
  });
});
