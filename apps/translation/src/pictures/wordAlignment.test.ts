import { describe, expect, it } from 'vitest';
import { wordAlignment } from './wordAlignment.ts';

describe('wordAlignment', () => {
  it('adds up the pieces of a source word and averages those of a target word', () => {
    // A | d og | runs.  and  Un | ch ien
    const { source, target, weights } = wordAlignment(
      ['A', ' d', 'og', ' runs', '.'],
      ['Un', ' ch', 'ien'],
      [
        [0.5, 0.25, 0.125, 0.0625, 0.0625],
        [0, 0.5, 0.25, 0.25, 0],
        [0.25, 0, 0.75, 0, 0],
      ],
    );
    expect(source).toEqual(['A', 'dog', 'runs.']);
    expect(target).toEqual(['Un', 'chien']);
    expect(weights).toEqual([
      [0.5, 0.375, 0.125],
      [0.125, 0.75, 0.125],
    ]);
  });

  it('keeps the weight of <eos>, on both sides, as a word of its own', () => {
    expect(
      wordAlignment(
        ['Go', '!', '<eos>'],
        ['Va', '<eos>'],
        [
          [0.5, 0.25, 0.25],
          [0, 0, 1],
        ],
      ),
    ).toEqual({
      source: ['Go!', '<end>'],
      target: ['Va', '<end>'],
      weights: [
        [0.75, 0.25],
        [0, 1],
      ],
    });
  });

  it('begins a word at the first piece, with a space or without', () => {
    const pieces = [' a', 'b', ' c'];
    expect(wordAlignment(pieces, ['x'], [[0.25, 0.25, 0.5]]).source).toEqual(['ab', 'c']);
  });

  it('keeps rows that sum to 1', () => {
    const rows = [
      [0.1, 0.2, 0.3, 0.4],
      [0.7, 0.1, 0.1, 0.1],
    ];
    const { weights } = wordAlignment(['a', 'b', ' c', '<eos>'], ['x', 'y'], rows);
    expect(weights).toHaveLength(1);
    expect(weights[0]!.reduce((total, weight) => total + weight)).toBeCloseTo(1, 12);
  });

  it('has no words where there are no pieces', () => {
    expect(wordAlignment(['a'], [], [])).toEqual({ source: ['a'], target: [], weights: [] });
  });

  it.each([
    [[[1]], /row of weights for each of 2 target entries, got 1/],
    [[[1], [0.5, 0.5]], /1 weights in row 1, .* got 2/],
    [[[1], [NaN]], /weights from 0 to 1, got NaN in row 1/],
    [[[1.5], [1]], /weights from 0 to 1, got 1.5 in row 0/],
    [[[1], [-0.1]], /got -0.1 in row 1/],
  ])('refuses weights %j', (weights, message) => {
    expect(() => wordAlignment(['a'], ['x', ' y'], weights)).toThrow(message);
  });
});
