import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { jensenShannon, sumCounts } from './counts.ts';

const golden = loadGolden('musicStatistics') as {
  divergences: { one: number[]; other: number[]; bits: number }[];
};

/** Zeros are left out: a value that never came is no entry. */
const countsOf = (counts: readonly number[]) =>
  new Map([...counts.entries()].filter(([, count]) => count > 0));

describe('jensenShannon', () => {
  it.each(golden.divergences)('equals scipy, $bits bits', ({ one, other, bits }) => {
    expect(jensenShannon(countsOf(one), countsOf(other))).toBeCloseTo(bits, 12);
    expect(jensenShannon(countsOf(other), countsOf(one))).toBeCloseTo(bits, 12);
  });

  it('of a fair and a loaded coin, by hand', () => {
    // The mixture is (3/4, 1/4): half of log2(1 / (3/4)), and half of a half of each of log2((1/2) / (3/4)), log2(2).
    const expected = (Math.log2(4 / 3) + Math.log2(2 / 3) / 2 + 1 / 2) / 2;
    expect(jensenShannon(countsOf([5, 0]), countsOf([1, 1]))).toBeCloseTo(expected, 14);
  });

  it('is not defined of nothing', () => {
    expect(jensenShannon(new Map(), countsOf([1]))).toBeNaN();
    expect(jensenShannon(countsOf([1]), new Map())).toBeNaN();
  });
});

it('sumCounts adds up', () => {
  const sum = sumCounts([countsOf([1, 2]), new Map(), new Map([[-3, 1]]), countsOf([0, 5])]);
  expect(sum).toEqual(
    new Map([
      [0, 1],
      [1, 7],
      [-3, 1],
    ]),
  );
});
