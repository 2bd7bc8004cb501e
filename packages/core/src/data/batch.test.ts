import { Rng, startEngine } from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { padIds, planBatches, type BatchPlan } from './batch.ts';
import { shareOf, shuffledOrder } from './shuffle.ts';

const COUNT = 5000;

beforeAll(startEngine);

/** Lengths as of sentences: most of them short, a few very long. */
function makeLengths(purpose: string): number[] {
  return [...Rng.fromSeed(3).fold(purpose).normalValues(COUNT)].map((x) => Math.ceil(12 * Math.exp(0.5 * x)));
}

const targetLengths = makeLengths('target');
const sourceLengths = makeLengths('source');
const base = { sourceLengths, targetLengths, seed: 1, epoch: 0 };
const everyExample = Array.from({ length: COUNT }, (_, index) => index);

function sorted(batches: readonly Uint32Array[]): number[] {
  return batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
}

function paddedTokens(batch: Uint32Array): number {
  return batch.length * Math.max(...[...batch].map((example) => targetLengths[example]!));
}

describe('shuffledOrder', () => {
  it('has every number once, in an order of its own for each seed and epoch', () => {
    const orders = [
      shuffledOrder(100, { seed: 1, epoch: 0 }),
      shuffledOrder(100, { seed: 1, epoch: 1 }),
      shuffledOrder(100, { seed: 2, epoch: 0 }),
    ];
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(everyExample.slice(0, 100));
    expect(new Set(orders.map(String)).size).toBe(3);
    expect(shuffledOrder(100, { seed: 1, epoch: 0 })).toEqual(orders[0]);
  });

  it('shares the epoch out among the ranks', () => {
    const shares = [0, 1, 2].map((rank) => shuffledOrder(100, { seed: 1, epoch: 4, rank, size: 3 }));
    expect(shares.map((share) => share.length)).toEqual([34, 33, 33]);
    expect(sorted(shares)).toEqual(everyExample.slice(0, 100));
  });

  it.each([
    [2, 2],
    [-1, 2],
    [0.5, 2],
  ])('refuses rank %d of %d', (rank, size) => {
    expect(() => shareOf([1, 2], rank, size)).toThrow(/0 <= rank < size/);
  });
});

describe('planBatches', () => {
  const limits: [string, Partial<BatchPlan>][] = [
    ['tokens', { maxTokens: 1000 }],
    ['examples', { batchSize: 64 }],
    ['both', { maxTokens: 1000, batchSize: 50 }],
  ];

  it.each(limits)('by %s: every example once an epoch, within the limits, little padding', (_, limit) => {
    const batches = planBatches({ ...base, ...limit });
    expect(sorted(batches)).toEqual(everyExample);
    const real = targetLengths.reduce((sum, length) => sum + length, 0);
    const padded = batches.reduce((sum, batch) => sum + paddedTokens(batch), 0);
    expect(1 - real / padded).toBeLessThan(0.06);
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(limit.batchSize ?? Infinity);
      expect(paddedTokens(batch)).toBeLessThanOrEqual(limit.maxTokens ?? Infinity);
    }
  });

  it('fills batches as far as the limit allows', () => {
    const batches = planBatches({ ...base, maxTokens: 1000 });
    const fill = batches.map(paddedTokens).sort((a, b) => a - b);
    expect(fill[Math.floor(fill.length / 2)]).toBeGreaterThan(950);
  });

  it('is a pure function, another one each epoch and seed', () => {
    const plans = [base, { ...base, epoch: 1 }, { ...base, seed: 2 }].map((plan) =>
      planBatches({ ...plan, batchSize: 32 }),
    );
    expect(new Set(plans.map(String)).size).toBe(3);
    expect(planBatches({ ...base, batchSize: 32 })).toEqual(plans[0]);
  });

  it('mixes short and long batches', () => {
    const widths = planBatches({ ...base, batchSize: 32 }).map((batch) => paddedTokens(batch) / batch.length);
    const rises = widths.filter((width, index) => index > 0 && width > widths[index - 1]!).length;
    expect(rises / widths.length).toBeGreaterThan(0.4);
    expect(rises / widths.length).toBeLessThan(0.6);
  });

  it('gives the ranks disjoint batches that are all of it together', () => {
    const shares = [0, 1].map((rank) => planBatches({ ...base, maxTokens: 1000, rank, size: 2 }));
    expect(Math.abs(shares[0]!.length - shares[1]!.length)).toBeLessThanOrEqual(1);
    expect(sorted(shares.flat())).toEqual(everyExample);
  });

  it('gives an example above the limit a batch of its own', () => {
    const batches = planBatches({ targetLengths: [5, 50, 5, 60, 4], maxTokens: 20, seed: 1, epoch: 0 });
    expect(batches.map((batch) => [...batch].sort()).sort()).toEqual([[0, 2, 4], [1], [3]]);
  });

  it('has no batches without examples, and refuses a plan without limits', () => {
    expect(planBatches({ targetLengths: [], batchSize: 4, seed: 1, epoch: 0 })).toEqual([]);
    expect(() => planBatches(base)).toThrow(/maxTokens or batchSize from 1 on, got none and none/);
    expect(() => planBatches({ ...base, batchSize: 0 })).toThrow(/got none and 0/);
  });
});

describe('padIds', () => {
  it('fills up to the longest', () => {
    expect(padIds([[5, 6, 7], [], Int32Array.of(8)], 9)).toEqual({
      ids: Int32Array.of(5, 6, 7, 9, 9, 9, 8, 9, 9),
      shape: [3, 3],
      lengths: Int32Array.of(3, 0, 1),
    });
  });

  it('fills up to a given time, which has to suffice', () => {
    expect(padIds([[5]], 0, 3)).toEqual({
      ids: Int32Array.of(5, 0, 0),
      shape: [1, 3],
      lengths: Int32Array.of(1),
    });
    expect(() => padIds([[1, 2]], 0, 1)).toThrow(/at most 1 ids, got one of 2/);
  });
});
