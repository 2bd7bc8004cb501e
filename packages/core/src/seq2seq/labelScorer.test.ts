import { describe, expect, it } from 'vitest';
import { trainCharacterModel } from '../data/characterModel.ts';
import { allLabellings, drawLogits } from './ctcOracle.fixture.ts';
import { ctcSearch } from './ctcSearch.ts';
import { languageScorer } from './labelScorer.ts';
import { lexicon } from './lexicon.ts';

const EVERYTHING = 2000;

describe('languageScorer', () => {
  const alphabet = ['a', 'b', 'c'];
  const model = trainCharacterModel(['abc', 'abba', 'cab', 'abc'], { order: 3 });
  const tokens = model.tokensOf(alphabet);

  it.each([true, false])('adds a character model’s text log-probability, ends: %s', (ends) => {
    const logits = drawLogits(11, 6, 4, 0.5);
    const [weight, insertionBonus] = [0.7, 0.4];
    const expected = allLabellings(logits, 4)
      .map(({ labels, logProb }) => {
        const text = labels.map((label) => alphabet[label - 1]).join('');
        const nats = model.logProbs(model.tokensOf(text)).slice(0, ends ? undefined : -1);
        const own = nats.reduce((sum, one) => sum + one, 0);
        return { labels, score: logProb + weight * own + insertionBonus * labels.length };
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, 20);
    const scorers = [languageScorer(model, { tokens, weight, ends })];
    const found = ctcSearch(logits, 4, { beamSize: EVERYTHING, nBest: 20, scorers, insertionBonus });
    expect(found.map(({ labels }) => labels)).toEqual(expected.map(({ labels }) => labels));
    found.forEach(({ score }, at) => expect(score).toBeCloseTo(expected[at]!.score, 8));
  });

  it('says nothing without weight', () => {
    const logits = drawLogits(12, 20, 4);
    const scorers = [languageScorer(model, { tokens, weight: 0 })];
    expect(ctcSearch(logits, 4, { beamSize: 6, nBest: 6, scorers })).toEqual(
      ctcSearch(logits, 4, { beamSize: 6, nBest: 6 }),
    );
  });

  it('adds to a word list', () => {
    const logits = drawLogits(13, 6, 4, 0.2);
    const scorers = [
      lexicon([
        [1, 2],
        [3, 3],
      ]),
      languageScorer(model, { tokens, weight: 3 }),
    ];
    const found = ctcSearch(logits, 4, { beamSize: EVERYTHING, nBest: 9, scorers });
    expect(new Set(found.map(({ labels }) => labels.join('')))).toEqual(new Set(['', '12', '33']));
    expect(found.findIndex(({ labels }) => labels.join('') === '12')).toBe(0);
  });

  it('refuses a weight below zero, and labels without a token', () => {
    expect(() => languageScorer(model, { tokens, weight: -1 })).toThrow(/weight to be a number from 0 on/u);
    const scorers = [languageScorer(model, { tokens: [0, 1] })];
    expect(() => ctcSearch(drawLogits(14, 3, 4), 4, { beamSize: 9, scorers })).toThrow(/2 tokens.*label 3/u);
  });
});

describe('lexicon', () => {
  it.each([
    [() => lexicon([]), /expected words, got none/u],
    [() => lexicon([[]]), /expected words, got none/u],
    [() => lexicon([[0]]), /labels from 1 .* got 0/u],
    [() => lexicon([[1, 2]], { separators: [2] }), /without separators, got one with label 2/u],
    [() => lexicon([[1]], { penalty: -1 }), /penalty to be a number from 0 on/u],
  ])('refuses %s', (make, message) => {
    expect(make).toThrow(message);
  });

  it('charges an unlisted word once, where it leaves the list or ends too early', () => {
    const scorer = lexicon([[1, 2, 3]], { separators: [9], penalty: 5 });
    const cost = (labels: readonly number[]): number => {
      let [state, sum] = [scorer.start, 0];
      for (const label of labels) {
        sum += scorer.score(state, label);
        state = scorer.next(state, label);
      }
      return sum + (scorer.end?.(state) ?? 0);
    };
    expect(cost([1, 2, 3])).toBe(0);
    expect(cost([1, 2, 3, 9, 1, 2, 3])).toBe(0);
    expect(cost([9, 9, 1, 2, 3, 9])).toBe(0);
    expect(cost([1, 2])).toBe(-5);
    expect(cost([1, 9, 1, 2, 3])).toBe(-5);
    expect(cost([1, 4, 4, 4])).toBe(-5);
    expect(cost([1, 2, 3, 3, 9, 4])).toBe(-10);
  });
});
