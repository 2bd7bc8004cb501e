import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { trainKneserNey } from './kneserNey.ts';
import { ngramModel } from './ngramModel.ts';

interface GoldenText {
  vocabSize: number;
  train: number[][];
  test: number[][];
}

interface GoldenModel {
  order: number;
  log10: number[][];
}

const golden = loadGolden('musicKneserNey') as GoldenText & {
  models: GoldenModel[];
  few: GoldenText & GoldenModel;
};

/** KenLM counts in float32 and writes about seven digits. */
const TOLERANCE = 2e-5;

describe('trainKneserNey', () => {
  it.each([
    ...golden.models.map((oracle) => [`order ${oracle.order}`, golden, oracle] as const),
    ['too little for discounts', golden.few, golden.few] as const,
  ])('equals KenLM, %s', (_, { train, test, vocabSize }, { order, log10 }) => {
    const model = ngramModel(trainKneserNey(train, { order, vocabSize }));
    test.forEach((sequence, index) => {
      const ours = Array.from(model.logProbs(sequence), (nats) => nats / Math.LN10);
      expect(ours).toHaveLength(log10[index]!.length);
      ours.forEach((logProb, at) => expect(Math.abs(logProb - log10[index]![at]!)).toBeLessThan(TOLERANCE));
    });
  });

  it('refuses a vocabulary out of range and what is no token', () => {
    expect(() => trainKneserNey([[0]], { order: 2, vocabSize: 0 })).toThrow(
      /vocabSize .* 1 to 65000, got 0/u,
    );
    expect(() => trainKneserNey([[0, 3]], { order: 2, vocabSize: 3 })).toThrow(/tokens from 0 to 2, got 3/u);
  });
});
