import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { describeQuantising, quantise } from './quantise.ts';
import { drawsFrom } from './random.fixture.ts';
import { drawScore, notesOf, scoreOf, triples } from './scores.fixture.ts';

describe('quantise', () => {
  it('moves onsets and ends to the nearest step, and says how far', () => {
    const notes = notesOf([60, 0.1, 0.9], [62, 1, 0.45], [64, 2, 1], [65, 3.125, 0.5]);
    const result = quantise(scoreOf([{ name: 'a', notes }]), { stepsPerQuarter: 4 });
    const [part] = result.score.parts;
    expect(part?.name).toBe('a');
    // 3.125 is between two steps, 3.625 too: both go up.
    expect(triples(part?.notes ?? [])).toEqual([
      [60, 0, 1],
      [62, 1, 0.5],
      [64, 2, 1],
      [65, 3.25, 0.5],
    ]);
    // Onsets by 0.1, 0, 0, 0.125; ends by 0, 0.05, 0, 0.125.
    expect(result.error.mean).toBeCloseTo(0.4 / 8, 12);
    expect(result.error.largest).toBeCloseTo(0.125, 12);
    expect(result).toMatchObject({ notes: 4, moved: 3, merged: 0, stepsPerQuarter: 4 });
    expect(describeQuantising(result)).toBe(
      '3 of 4 notes were moved to a grid of 4 steps a quarter note, their onsets and ends by ' +
        '0.050 quarter notes on average over all and 0.125 at most',
    );
  });

  it('leaves triplets where the grid has them, and says by how much it bends them where it has not', () => {
    const score = scoreOf([{ notes: notesOf([60, 0, 1 / 3], [62, 1 / 3, 1 / 3], [64, 2 / 3, 1 / 3]) }]);
    const fine = quantise(score, { stepsPerQuarter: 12 });
    expect(fine.moved).toBe(0);
    expect(fine.error.largest).toBeLessThan(1e-12);
    expect(describeQuantising(fine)).toBe('all 3 notes lie on a grid of 12 steps a quarter note');
    const coarse = quantise(score, { stepsPerQuarter: 4 });
    expect(triples(coarse.score.parts[0]?.notes ?? [])).toEqual([
      [60, 0, 0.25],
      [62, 0.25, 0.5],
      [64, 0.75, 0.25],
    ]);
    // Two borders, each the end of a note and the onset of one, by a twelfth.
    expect(coarse.error.mean).toBeCloseTo(4 / 12 / 6, 12);
    expect(coarse.error.largest).toBeCloseTo(1 / 12, 12);
    expect(coarse.moved).toBe(3);
  });

  it('gives short notes a step, and counts their ends as moved', () => {
    const result = quantise(scoreOf([{ notes: notesOf([60, 1, 0.01]) }]), { stepsPerQuarter: 1 });
    expect(triples(result.score.parts[0]?.notes ?? [])).toEqual([[60, 1, 1]]);
    expect(result.error.mean).toBeCloseTo(0.495, 12);
    expect(result.error.largest).toBeCloseTo(0.99, 12);
    expect(describeQuantising(result)).toContain(
      '1 of 1 notes were moved to a grid of 1 step a quarter note',
    );
  });

  it('makes one of equal notes that fall together, the longer one, in each part for itself', () => {
    const notes = notesOf([60, 0, 0.5], [60, 0.05, 2], [60, 0.06, 1], [61, 0.05, 1]);
    const result = quantise(scoreOf([{ notes }, { notes }]), { stepsPerQuarter: 4 });
    for (const part of result.score.parts) {
      expect(triples(part.notes)).toEqual([
        [60, 0, 2],
        [61, 0, 1],
      ]);
    }
    expect(result).toMatchObject({ notes: 8, merged: 4 });
    expect(describeQuantising(result)).toMatch(/; 4 fell together with an equal note$/u);
  });

  it('moves meters, keys, chords and the upbeat too, but no tempos; the last one at a step stays', () => {
    const { score } = quantise(
      scoreOf([], {
        upbeat: 0.9,
        tempos: [{ onset: 0.9, tempo: 100 }],
        meters: [{ onset: 0.9, beats: 3, unit: 4 }],
        keys: [
          { onset: 3.9, fifths: 1, mode: 'major' },
          { onset: 4.1, fifths: 2, mode: 'minor' },
        ],
        chords: [{ onset: 2.6, chord: { root: 0, quality: 'major' } }],
      }),
      { stepsPerQuarter: 1 },
    );
    expect(score).toMatchObject({
      upbeat: 1,
      tempos: [{ onset: 0.9 }],
      meters: [{ onset: 1 }],
      chords: [{ onset: 3 }],
    });
    expect(score.keys).toEqual([{ onset: 4, fifths: 2, mode: 'minor' }]);
  });

  it('moves by half a step at most, an end by another one to keep a note, and nothing twice', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const draws = drawsFrom(seed);
      const stepsPerQuarter = draws.pick([1, 3, 4, 7, 12, 24]);
      const first = quantise(drawScore(draws), { stepsPerQuarter });
      const step = 1 / stepsPerQuarter;
      expect(first.error.largest).toBeLessThanOrEqual(1.5 * step + 1e-9);
      expect(first.error.mean).toBeLessThanOrEqual(first.error.largest);
      for (const { notes } of first.score.parts) {
        for (const { onset, duration } of notes) {
          for (const time of [onset, duration])
            expect(Math.abs(time / step - Math.round(time / step))).toBeLessThan(1e-6);
          expect(duration).toBeGreaterThan(step - 1e-6);
        }
      }
      const second = quantise(first.score, { stepsPerQuarter });
      expect(second).toMatchObject({ moved: 0, merged: 0 });
    }
  });

  it('has no error without notes, and no grid but of whole steps', () => {
    expect(quantise(scoreOf([]), { stepsPerQuarter: 4 }).error).toEqual({ mean: 0, largest: 0 });
    for (const stepsPerQuarter of [0, -1, 1.5, NaN, 961])
      expect(() => quantise(scoreOf([]), { stepsPerQuarter })).toThrow(InputError);
  });
});
