import { describe, expect, it } from 'vitest';
import { endsOn, inRange, inScale, noRests, ofLength, withinBars, type MelodyMoment } from './constraints.ts';

const moment = (part: Partial<MelodyMoment> = {}): MelodyMoment => ({
  onset: 0,
  notes: 1,
  lastPitch: 60,
  isLast: () => false,
  ...part,
});
const QUARTER = 48;

describe('constraints of melodies', () => {
  it('keep to scale and range; a rest breaks neither', () => {
    const cMajor = inScale(new Set([0, 2, 4, 5, 7, 9, 11]));
    expect([60, 61, -1].map((pitch) => cMajor.pitch?.(pitch, 48, moment()))).toEqual([true, false, true]);
    const range = inRange([60, 72]);
    expect([59, 60, 72, 73, -1].map((pitch) => range.pitch?.(pitch, 48, moment()))).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
    expect([60, -1].map((pitch) => noRests.pitch?.(pitch, 48, moment()))).toEqual([true, false]);
  });

  it('end on the tonic, where the tune is over or would be', () => {
    const onG = endsOn(7);
    const last = moment({ isLast: (ticks) => ticks >= QUARTER });
    expect([67, 55, 60, -1].map((pitch) => onG.pitch?.(pitch, QUARTER, last))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(onG.pitch?.(60, QUARTER / 2, last)).toBe(true);
    expect([67, 60, undefined].map((lastPitch) => onG.end?.(moment({ lastPitch })))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('let no note last over a bar line, nor leave what cannot be filled', () => {
    const bars = withinBars({ bar: 3, upbeat: 1, durations: [QUARTER, 1.5 * QUARTER, 3 * QUARTER] });
    const may = (ticks: number, onset: number) => bars.duration?.(ticks, moment({ onset }));
    expect(may(QUARTER, 0)).toBe(true);
    expect(may(3 * QUARTER, 0)).toBe(false);
    expect(may(3 * QUARTER, QUARTER)).toBe(true);
    expect(may(1.5 * QUARTER, QUARTER)).toBe(true);
    // Half a quarter would be left, which nothing fills.
    expect(may(1.5 * QUARTER, 2 * QUARTER)).toBe(false);
  });

  it('reach the length that is wanted', () => {
    const long = ofLength(4 * QUARTER, [QUARTER, 1.5 * QUARTER]);
    expect(long.duration?.(QUARTER, moment({ onset: 3 * QUARTER }))).toBe(true);
    expect(long.duration?.(1.5 * QUARTER, moment({ onset: 3 * QUARTER }))).toBe(false);
    expect(long.duration?.(1.5 * QUARTER, moment({ onset: QUARTER }))).toBe(true);
    expect(long.duration?.(QUARTER, moment({ onset: 1.5 * QUARTER }))).toBe(true);
  });
});
