import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { trainKneserNey } from './kneserNey.ts';

interface GoldenModel {
  order: number;
  discounts: number[][];
  log10: number[][];
}

interface GoldenText {
  vocabSize: number;
  train: number[][];
  test: number[][];
}

const golden = loadGolden('musicKneserNey') as GoldenText & {
  models: GoldenModel[];
  few: GoldenText & GoldenModel;
};

/** KenLM counts in float32 and writes about seven digits. */
const TOLERANCE = 2e-5;

function expectEqual(text: GoldenText, oracle: GoldenModel): void {
  const model = trainKneserNey(text.train, { order: oracle.order, vocabSize: text.vocabSize });
  oracle.discounts.forEach((discounts, index) => {
    discounts.forEach((discount, count) => {
      expect(model.discounts[index]![count]).toBeCloseTo(discount, 4);
    });
  });
  text.test.forEach((sequence, index) => {
    const ours = Array.from(model.logProbs(sequence), (nats) => nats / Math.LN10);
    expect(ours).toHaveLength(oracle.log10[index]!.length);
    ours.forEach((logProb, token) => {
      expect(Math.abs(logProb - oracle.log10[index]![token]!)).toBeLessThan(TOLERANCE);
    });
  });
}

describe('trainKneserNey', () => {
  it.each(golden.models)('equals KenLM, order $order', (oracle) => {
    expectEqual(golden, oracle);
  });

  it('equals KenLM where there is too little for discounts', () => {
    expect(golden.few.discounts.slice(1)).toEqual([
      [0.5, 1, 1.5],
      [0.5, 1, 1.5],
    ]);
    expectEqual(golden.few, golden.few);
  });

  it.each([1, 2, 5, 9])('gives probabilities that sum to one, order %i', (order) => {
    const { train, test, vocabSize } = golden;
    const model = trainKneserNey(train, { order, vocabSize });
    for (const sequence of test) {
      const logProbs = model.logProbs(sequence);
      sequence.forEach((token, place) => {
        const distribution = model.distribution(sequence.slice(0, place));
        expect(distribution).toHaveLength(vocabSize + 1);
        expect(distribution.every((probability) => probability > 0)).toBe(true);
        expect(distribution.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
        expect(Math.log(distribution[token]!)).toBe(logProbs[place]);
      });
    }
  });

  it('is the discounted counts and the uniform distribution with an order of 1', () => {
    // Counts: four times 0, twice 1, once 2, twice the end; too few for discounts of their own.
    const model = trainKneserNey(
      [
        [0, 0, 1],
        [0, 2, 1, 0],
      ],
      { order: 1, vocabSize: 4 },
    );
    expect(model.discounts).toEqual([[0.5, 1, 1.5]]);
    const lower = (1.5 + 1 + 0.5 + 1) / 9 / 5;
    const expected = [2.5 / 9 + lower, 1 / 9 + lower, 0.5 / 9 + lower, lower, 1 / 9 + lower];
    model.distribution([1, 2, 3]).forEach((probability, token) => {
      expect(probability).toBeCloseTo(expected[token]!, 14);
    });
  });

  it('counts in lower orders what a token follows, not how often it comes', () => {
    // 1 comes after 0 only, and often; 2 after 3 and 4. After 5, which came before the end only, 2 is the likelier.
    const train = [[0, 1], [0, 1], [0, 1], [0, 1], [3, 2], [4, 2], [5]];
    const after = trainKneserNey(train, { order: 2, vocabSize: 6 }).distribution([5]);
    expect(after[2]).toBeGreaterThan(after[1]!);
  });

  it.each([
    [{ order: 0, vocabSize: 3 }, /order to be 1 or a larger whole number, got 0/u],
    [{ order: 2, vocabSize: 1.5 }, /vocabSize to be 1 or a larger whole number, got 1.5/u],
  ])('refuses %o', (options, message) => {
    expect(() => trainKneserNey([[0]], options)).toThrow(message);
  });

  it('refuses what is no token', () => {
    expect(() => trainKneserNey([[0, 3]], { order: 2, vocabSize: 3 })).toThrow(/tokens from 0 to 2, got 3/u);
    const model = trainKneserNey([[0, 2]], { order: 2, vocabSize: 3 });
    expect(() => model.logProbs([-1])).toThrow(RangeError);
    expect(() => model.distribution([0.5])).toThrow(RangeError);
  });
});
