import { describe, expect, it } from 'vitest';
import { STEPS_PER_QUARTER } from '../score.ts';
import type { Split } from '@reprise/app/corpus';
import { guessMeter, METER_ACCURACY, METER_WEIGHTS } from './guessMeter.ts';
import { countRight, loadKnownMeters, refitMeters } from './knownMeters.fixture.ts';
import { hasMusicData } from './musicData.fixture.ts';

/** A voice from notes as [pitch, quarters]. */
function voice(...notes: [pitch: number, quarters: number][]): Int16Array {
  return Int16Array.from(
    notes.flatMap(([pitch, quarters]) => new Array<number>(quarters * STEPS_PER_QUARTER).fill(pitch)),
  );
}

describe('guessMeter', () => {
  // Quarters to long phrase ends, over a bass that rests on weak beats.
  const melody = [72, 74, 76, 77, 76, 74].map((pitch): [number, number] => [pitch, 1]);
  const bass = [48, 53].map((pitch): [number, number] => [pitch, 2]);

  it.each([0, 1, 2, 3])('of phrases in 4/4 after %i quarters', (upbeat) => {
    const before = upbeat > 0 ? [[67, upbeat] as [number, number]] : [];
    const phrases = Array.from({ length: 6 }, () => [...melody, [72, 2] as [number, number]]).flat();
    const under = Array.from({ length: 12 }, () => bass).flat();
    const guess = guessMeter([
      voice(
        ...before.map(([, count]) => new Array(count).fill([67, 1]) as [number, number][]).flat(),
        ...phrases,
      ),
      voice(...before.map(([, count]): [number, number] => [43, count]), ...under),
    ]);
    // Strong beats are a half bar apart: either may be the first.
    expect(guess.meter).toEqual({ beats: 4, unit: 4 });
    expect(guess.upbeat % 8).toBe((upbeat * STEPS_PER_QUARTER) % 8);
  });

  it.each([0, 1])('of long and short in 3/4 after %i quarters', (upbeat) => {
    const rhythm = Array.from({ length: 16 }, (_, bar): [number, number][] => [
      [72 + (bar % 3), 2],
      [76 - (bar % 2), 1],
    ]).flat();
    const before = upbeat > 0 ? ([[67, 1]] as [number, number][]) : [];
    const under = Array.from({ length: 16 }, (_, bar): [number, number] => [48 + (bar % 4), 3]);
    const guess = guessMeter([voice(...before, ...rhythm), voice(...before, ...under)]);
    expect(guess).toMatchObject({ meter: { beats: 3, unit: 4 }, upbeat: upbeat * STEPS_PER_QUARTER });
    expect(guess.confidence).toBeGreaterThan(0.8);
  });

  it('of nothing is what is most usual', () => {
    const usual = { meter: { beats: 4, unit: 4 }, upbeat: STEPS_PER_QUARTER };
    for (const voices of [[], [new Int16Array()]]) {
      const guess = guessMeter(voices);
      expect(guess).toMatchObject(usual);
      expect(guess.confidence).toBeLessThan(0.8);
    }
  });

  it('does not depend on the key', () => {
    const voices = [voice(...melody, [72, 2]), voice(...bass, ...bass)];
    const moved = voices.map((pitches) => pitches.map((pitch) => pitch + 5));
    expect(guessMeter(moved)).toEqual(guessMeter(voices));
  });
});

describe.skipIf(!hasMusicData)(
  'on chorales whose bars are known (skipped where REPRISE_DATA has no music)',
  () => {
    const known = hasMusicData ? loadKnownMeters() : [];
    const own = (split: Split) => known.filter((piece) => piece.split === split);
    const train = own('train');
    const unseen = [...own('valid'), ...own('test')];

    it.each([
      ['train', 223, { meter: 221, upbeat: 220, both: 219 }],
      ['valid', 70, { meter: 70, upbeat: 68, both: 68 }],
      ['test', 76, { meter: 73, upbeat: 71, both: 70 }],
    ] as const)('is right of %s, %i pieces, in %o', (split, count, right) => {
      expect(own(split)).toHaveLength(count);
      expect(countRight(own(split))).toEqual(right);
    });

    it('says how often it is right where it was not fitted', () => {
      expect(METER_ACCURACY).toEqual({ right: countRight(unseen).both, pieces: unseen.length });
    });

    it('is right in 135 of them by the soprano alone', () => {
      expect(countRight(unseen, (voices) => voices.slice(0, 1)).both).toBe(135);
    });

    it('is right in 136 of them by the first seven bars', () => {
      expect(countRight(unseen, (voices) => voices.map((pitches) => pitches.slice(0, 112))).both).toBe(136);
    });

    it('is about as sure as it is right', () => {
      const confidences = unseen.map(({ voices }) => guessMeter(voices).confidence);
      const mean = confidences.reduce((sum, value) => sum + value, 0) / confidences.length;
      expect(Math.abs(mean - METER_ACCURACY.right / METER_ACCURACY.pieces)).toBeLessThan(0.04);
    });

    it('has the weights that fit training best', () => {
      const { pieces, weights } = refitMeters(train);
      expect(pieces).toBe(222);
      expect(weights).toHaveLength(METER_WEIGHTS.length);
      weights.forEach((weight, index) => {
        expect(Math.abs(weight - METER_WEIGHTS[index]!)).toBeLessThan(0.0051);
      });
    });
  },
);
