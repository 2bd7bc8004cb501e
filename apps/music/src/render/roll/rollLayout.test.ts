import { describe, expect, it } from 'vitest';
import { makeScore } from '../score.fixture.ts';
import { barsOf } from './bars.ts';
import { layOutRoll, ROLL_WIDTH, rowOf, xAt } from './rollLayout.ts';

function layOut(count: number, { upbeat = 0, beats = 4, pitches = [48, 77] } = {}) {
  const to = upbeat + count * beats;
  const bars = barsOf(makeScore({ meters: [{ onset: 0, beats, unit: 4 }], upbeat }), to);
  return layOutRoll({ bars, from: 0, to, pitches, top: 50, heading: 20 });
}

const rows = (layout: ReturnType<typeof layOut>) => layout.systems.map(({ bars }) => bars.length);

describe('layOutRoll', () => {
  it.each([
    [32, 4, [8, 8, 8, 8]],
    [9, 4, [5, 4]],
    [20, 4, [7, 7, 6]],
    [20, 3, [10, 10]],
    [1, 4, [1]],
  ])('breaks %i bars of %i quarters into rows of %j', (count, beats, expected) => {
    expect(rows(layOut(count, { beats }))).toEqual(expected);
  });

  it('puts an upbeat in front of the first row, which then ends where it would without', () => {
    const layout = layOut(16, { upbeat: 1 });
    expect(rows(layout)).toEqual([9, 8]);
    expect(layout.systems.map(({ from, to }) => [from, to])).toEqual([
      [0, 33],
      [33, 65],
    ]);
  });

  it('has one scale for all rows, within the width, of at least 26 pixels for a quarter', () => {
    const { systems } = layOut(31, { upbeat: 1 });
    const scales = systems.map(({ left, right, from, to }) => (right - left) / (to - from));
    for (const scale of scales) {
      // To an eighth of a pixel at the right end.
      expect(scale).toBeCloseTo(scales[0]!, 2);
      expect(scale).toBeGreaterThanOrEqual(25);
    }
    for (const { right } of systems) expect(right).toBeLessThanOrEqual(ROLL_WIDTH - 16);
  });

  it('does not stretch a short piece beyond measure', () => {
    const [system] = layOut(1).systems;
    expect(system!.right - system!.left).toBe(4 * 110);
  });

  it('keeps rows apart, in a picture of whole pixels', () => {
    const { systems, height } = layOut(32);
    for (const [index, { bottom }] of systems.slice(0, -1).entries()) {
      expect(systems[index + 1]!.top - bottom).toBeGreaterThanOrEqual(20 + 16);
    }
    expect(height - systems.at(-1)!.bottom).toBeGreaterThanOrEqual(16);
    expect(Number.isInteger(height)).toBe(true);
  });

  it('has rows for all notes and some more, and twenty at least', () => {
    const wide = layOut(4, { pitches: [36, 60, 81] });
    expect([wide.low, wide.high]).toEqual([34, 83]);
    const narrow = layOut(4, { pitches: [60] });
    expect(narrow.high - narrow.low + 1).toBe(20);
    const empty = layOut(4, { pitches: [] });
    expect(empty.high - empty.low + 1).toBe(20);
  });

  it.each([[[48, 77]], [[60]], [[36, 60, 81]], [[21, 108]]])(
    'has edges of rows on half pixels, and times on eighths of one, keys %j',
    (pitches) => {
      const layout = layOut(9, { pitches, upbeat: 1 });
      for (const system of layout.systems) {
        for (const pitch of [layout.low, 60, 61, layout.high])
          expect(rowOf(layout, system, pitch).y1 % 0.5).toBe(0);
        for (const time of [system.from, system.from + 1 / 3, system.to])
          expect(xAt(system, time) % 0.125).toBe(0);
      }
    },
  );

  it('has higher keys above lower ones and later times on the right', () => {
    const layout = layOut(12);
    const [first, second] = layout.systems;
    expect(rowOf(layout, first!, layout.high).y1).toBe(first!.top);
    expect(rowOf(layout, first!, layout.low).y2).toBeCloseTo(first!.bottom, 9);
    expect(rowOf(layout, second!, 61).y2).toBeCloseTo(rowOf(layout, second!, 60).y1, 9);
    expect(xAt(first!, first!.from)).toBe(first!.left);
    expect(xAt(first!, first!.to)).toBeCloseTo(first!.right, 9);
  });
});
