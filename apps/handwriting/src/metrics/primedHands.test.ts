import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { layInk } from '../writer/lineToLearn.ts';
import { pathOf, strokesOfPath, type PenPath } from '../writer/penPath.ts';
import type { Asked } from '../writer/writeLines.ts';
import { HANDS, stems, writtenBy } from './hands.fixture.ts';
import { measureHand } from './handMeasures.ts';
import { asShown, measureHands } from './handSpread.ts';
import { primedSpread, sampleWriters } from './primedHands.ts';

const SPACING = 0.2;
const TEXTS = ['mine', 'same', 'rain', 'an', 'raven', 'menace', 'nervous', 'caramasonuvenance'];
const WORDS = ['unseen', 'canoe', 'severe'];
const inks = writtenBy(HANDS, TEXTS);
const rng = Rng.fromSeed(4);
const samples = sampleWriters(inks, rng, { wordsOfWriter: 20, spacing: SPACING });

/** Writes with the slant and width that it sees in the prime, or with what becomes of them. */
function copyist(turn: (slant: number) => number) {
  return (asked: readonly Asked[]): Promise<PenPath[]> =>
    Promise.resolve(
      asked.map(({ text, prime }) => {
        if (!prime) throw new Error('expected a prime');
        const seen = measureHand({ strokes: strokesOfPath(prime.path), text: prime.text });
        const hand = { slant: turn(seen?.slant ?? 0), width: seen?.width ?? 1, bow: 0.05 };
        return pathOf(stems(text, hand), SPACING);
      }),
    );
}

describe('sampleWriters', () => {
  it('takes a word of middling length to prime with, which the mean leaves out', () => {
    expect(samples).toHaveLength(HANDS.length);
    for (const { prime, hand } of samples) {
      expect(prime.text).toMatch(/^.{4,8}$/u);
      const writer = inks.filter(
        (ink) =>
          ink.text === prime.text &&
          pathOf(layInk(ink).strokes, SPACING).offsets.every((at, index) => at === prime.path.offsets[index]),
      )[0]?.writer;
      const others = inks.filter((ink) => ink.writer === writer && ink.text !== prime.text);
      const slants = measureHands(others.map((ink) => asShown(layInk(ink), SPACING))).map(
        (each) => each.slant,
      );
      expect(slants).toHaveLength(TEXTS.length - 1);
      expect(hand.slant).toBeCloseTo(slants.reduce((sum, slant) => sum + slant, 0) / slants.length, 9);
    }
  });

  it('finds the hands as they are', () => {
    const slants = samples.map(({ hand }) => hand.slant).sort((a, b) => a - b);
    for (const [index, { slant }] of [...HANDS].sort((a, b) => a.slant - b.slant).entries())
      expect(Math.abs((slants[index] as number) - slant)).toBeLessThan(1);
  });

  it('leaves out who wrote too little, and who is not known', () => {
    const few = inks.filter((ink) => ink.writer !== 'writer 2' || ink.text.length > 5);
    const options = { wordsOfWriter: 20, spacing: SPACING };
    expect(sampleWriters(few, rng, options)).toHaveLength(HANDS.length - 1);
    expect(
      sampleWriters(
        inks.map((ink) => ({ ...ink, writer: undefined })),
        rng,
        options,
      ),
    ).toEqual([]);
  });
});

describe('primedSpread', () => {
  it('is level for one who writes as it is shown', async () => {
    const { count, ratio, correlation } = await primedSpread(
      samples,
      WORDS,
      copyist((slant) => slant),
    );
    expect(count).toBe(HANDS.length);
    expect(ratio.slant).toBeCloseTo(1, 1);
    expect(correlation.slant).toBeGreaterThan(0.99);
    expect(correlation.width).toBeGreaterThan(0.9);
  });

  it('tells those who do the opposite, who exaggerate and who do not care', async () => {
    const mirrored = await primedSpread(
      samples,
      WORDS,
      copyist((slant) => -slant),
    );
    expect(mirrored.correlation.slant).toBeLessThan(-0.99);
    const doubled = await primedSpread(
      samples,
      WORDS,
      copyist((slant) => 1.5 * slant),
    );
    expect(doubled.ratio.slant).toBeCloseTo(1.5, 1);
    const same = await primedSpread(
      samples,
      WORDS,
      copyist(() => 5),
    );
    expect(same.ratio.slant).toBeLessThan(0.05);
  });

  it('leaves out hands of which nothing can be measured', async () => {
    const write = copyist((slant) => slant);
    const first = samples[0]?.prime;
    const { count } = await primedSpread(samples, WORDS, async (asked) =>
      (await write(asked)).map((path, index) =>
        asked[index]?.prime === first ? { offsets: new Float32Array(0) } : path,
      ),
    );
    expect(count).toBe(HANDS.length - 1);
  });
});
