import { describe, expect, it } from 'vitest';
import {
  finalCadence,
  inKey,
  inRange,
  noCrossing,
  noParallels,
  onMeter,
  type Moment,
} from './constraints.ts';

const moment = (part: Partial<Moment>): Moment => ({
  step: 8,
  voice: 1,
  before: [72, 67, 64, 48],
  now: [72, undefined, undefined, 48],
  held: 4,
  ...part,
});

describe('constraints', () => {
  it('keep to a scale, to ranges, and to silence where they must', () => {
    const cMajor = inKey(new Set([0, 2, 4, 5, 7, 9, 11]));
    expect([60, 61, 74, -1].map((pitch) => cMajor(pitch, false, moment({})))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    const ranges = inRange([
      [60, 81],
      [53, 74],
      [47, 69],
      [36, 64],
    ]);
    expect([52, 53, 74, 75].map((pitch) => ranges(pitch, false, moment({})))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('keep voices in their order, a unison being none', () => {
    expect([47, 48, 60, 72, 73].map((pitch) => noCrossing(pitch, false, moment({})))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('forbid parallel fifths and octaves, and neither contrary nor repeated ones', () => {
    const parallel = moment({ before: [72, 65, 60, 48], now: [74, undefined, undefined, 50], voice: 1 });
    // 65 over 48 is no perfect interval; 60 over 48 an octave, and 72 over 65 a fifth.
    expect(noParallels(67, false, parallel)).toBe(false);
    expect(noParallels(62, false, { ...parallel, voice: 2 })).toBe(false);
    expect(noParallels(60, true, { ...parallel, voice: 2 })).toBe(true);
    expect(noParallels(62, false, { ...parallel, voice: 2, now: [72, undefined, undefined, 48] })).toBe(true);
    const contrary = moment({ before: [72, 65, 60, 48], now: [72, undefined, undefined, 50], voice: 2 });
    expect(
      noParallels(62, false, { ...contrary, before: [72, 65, 60, 48], now: [72, undefined, undefined, 38] }),
    ).toBe(true);
  });

  it('end what began off a beat on the next beat', () => {
    const meter = onMeter({ meter: { beats: 4, unit: 4 }, upbeat: 0 });
    expect(meter(60, true, moment({ step: 8, held: 4 }))).toBe(true);
    expect(meter(60, true, moment({ step: 8, held: 2 }))).toBe(false);
    expect(meter(60, false, moment({ step: 8, held: 2 }))).toBe(true);
    expect(meter(60, true, moment({ step: 9, held: 1 }))).toBe(true);
    const shifted = onMeter({ meter: { beats: 4, unit: 4 }, upbeat: 2 });
    expect(shifted(60, true, moment({ step: 10, held: 4 }))).toBe(true);
    expect(shifted(60, true, moment({ step: 10, held: 2 }))).toBe(false);
  });

  it('end on the tonic, after the dominant, and hold it', () => {
    const cadence = finalCadence({ tonic: 0, mode: 'major', at: 12 });
    const bass = { voice: 3, now: [72, undefined, undefined, undefined] } as const;
    expect(cadence(43, false, moment({ ...bass, step: 8 }))).toBe(true);
    expect(cadence(48, false, moment({ ...bass, step: 8 }))).toBe(false);
    expect(cadence(48, false, moment({ ...bass, step: 12 }))).toBe(true);
    expect(cadence(43, false, moment({ ...bass, step: 12 }))).toBe(false);
    expect([64, 67, 65].map((pitch) => cadence(pitch, false, moment({ step: 12 })))).toEqual([
      true,
      true,
      false,
    ]);
    expect([true, false].map((isHeld) => cadence(64, isHeld, moment({ step: 13 })))).toEqual([true, false]);
    const minor = finalCadence({ tonic: 9, mode: 'minor', at: 12 });
    const withMajorThird = moment({ step: 12, voice: 2, now: [73, 69, undefined, 45] });
    expect([60, 61, 64].map((pitch) => minor(pitch, false, withMajorThird))).toEqual([false, true, true]);
    expect(minor(60, false, moment({ step: 12, voice: 2, now: [76, 69, undefined, 45] }))).toBe(true);
  });
});
