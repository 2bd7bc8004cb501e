import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { CADENCE, gridOf } from './grids.fixture.ts';
import { endsOnTonic, measureStatistics } from './statistics.ts';

describe('endsOnTonic', () => {
  it('looks at the last chord that all voices sing', () => {
    expect(endsOnTonic(CADENCE)).toBe(true);
  });

  it('is false of a half cadence, and of what never has all voices', () => {
    const half = gridOf([
      [
        [67, 8],
        [66, 4],
      ],
      [
        [59, 8],
        [57, 4],
      ],
      [
        [62, 8],
        [62, 4],
      ],
      [
        [43, 8],
        [50, 4],
      ],
    ]);
    expect(endsOnTonic(half)).toBe(false);
    expect(endsOnTonic(gridOf([[[60, 4]], [[REST, 4]]]))).toBe(false);
  });

  it('passes over an end at which a voice is silent', () => {
    // The others go on to the dominant, which has a name without the soprano too.
    const [soprano, alto, tenor, bass] = CADENCE.voices as [Int16Array, Int16Array, Int16Array, Int16Array];
    const onto = (voice: Int16Array, pitch: number) =>
      Int16Array.of(...voice, ...new Array<number>(8).fill(pitch));
    const voices = [onto(soprano, REST), onto(alto, 66), onto(tenor, 62), onto(bass, 50)];
    expect(endsOnTonic({ voices })).toBe(true);
    expect(endsOnTonic({ voices: [onto(soprano, 69), ...voices.slice(1)] })).toBe(false);
  });

  it('allows the major third at the end of minor', () => {
    const picardy = gridOf([
      [
        [72, 4],
        [71, 4],
        [72, 4],
        [73, 4],
      ],
      [
        [69, 4],
        [68, 4],
        [69, 4],
        [69, 4],
      ],
      [
        [64, 12],
        [64, 4],
      ],
      [
        [45, 4],
        [52, 4],
        [45, 4],
        [45, 4],
      ],
    ]);
    expect(endsOnTonic(picardy)).toBe(true);
  });
});

describe('measureStatistics', () => {
  const statistics = measureStatistics([CADENCE, CADENCE]);

  it('measures bars, notes and rests', () => {
    expect(statistics.pieces).toBe(2);
    expect(statistics.bars).toBe(6);
    // Soprano 5, alto 3, tenor 4, bass 4 in three bars: what is struck again is held.
    expect(statistics.notesPerBar).toBeCloseTo(16 / 3, 12);
    expect(statistics.silentShare).toBeCloseTo(16 / 192, 12);
    // Of 47 steps of each voice after the first: all that are neither a note's first one nor silent.
    expect(statistics.heldShare).toBeCloseTo((192 - 16 - 16) / 188, 12);
    expect(statistics.cadenceRate).toBe(1);
    expect(statistics.repeatedBarRate).toBe(0);
    expect(statistics.parallelFifthsPerBar).toBe(0);
  });

  it('counts events per bar of all pieces', () => {
    const bad = gridOf([
      [
        [67, 8],
        [69, 8],
      ],
      [
        [60, 8],
        [62, 8],
      ],
      [
        [48, 8],
        [50, 8],
      ],
      [[36, 16]],
    ]);
    const { parallelFifthsPerBar, parallelOctavesPerBar, rangeViolationsPerBar, crossingsPerBar } =
      measureStatistics([bad, CADENCE]);
    expect(parallelFifthsPerBar).toBeCloseTo(2 / 4, 12);
    expect(parallelOctavesPerBar).toBeCloseTo(1 / 4, 12);
    expect(rangeViolationsPerBar).toBeCloseTo(1 / 4, 12);
    expect(crossingsPerBar).toBe(0);
  });

  it('counts crossings per bar', () => {
    const [soprano, alto, ...lower] = CADENCE.voices as [Int16Array, Int16Array, Int16Array, Int16Array];
    // In the last of the three bars the soprano is silent; before, it is above the alto or where the alto now is.
    const crossed = { ...CADENCE, voices: [alto.map((pitch) => pitch - 3), soprano, ...lower] };
    expect(measureStatistics([crossed, CADENCE]).crossingsPerBar).toBeCloseTo(1 / 6, 12);
  });

  it('tells scale degrees from the tonic, whatever the key', () => {
    const higher = {
      ...CADENCE,
      voices: CADENCE.voices.map((voice) => voice.map((p) => (p === REST ? p : p + 2))),
    };
    const moved = measureStatistics([higher]);
    const here = measureStatistics([CADENCE]);
    expect(moved.scaleDegrees).toEqual(here.scaleDegrees);
    expect(moved.pitchClasses).not.toEqual(here.pitchClasses);
  });

  it('has no rates of nothing', () => {
    const { pieces, notesPerBar, cadenceRate, heldShare } = measureStatistics([]);
    expect([pieces, notesPerBar, cadenceRate, heldShare]).toEqual([0, NaN, NaN, NaN]);
  });
});
