import { scalar, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { batchesBySize, meanLoss } from './scoring.ts';

await startEngine();

const cut = (sizes: readonly number[], limit: number) =>
  batchesBySize(
    sizes,
    (size) => size,
    limit,
    (part) => part.map(({ example, place }) => [example, place]),
  );

describe('batchesBySize', () => {
  it('puts examples of like size together, each as wide as its largest', () => {
    expect(cut([5, 1, 3, 2], 6)).toEqual([
      [
        [1, 1],
        [2, 3],
      ],
      [[3, 2]],
      [[5, 0]],
    ]);
  });

  it('leaves an example that is larger than a batch by itself, and makes no batch of nothing', () => {
    expect(cut([9, 9], 4)).toEqual([[[9, 0]], [[9, 1]]]);
    expect(cut([], 4)).toEqual([]);
  });
});

describe('meanLoss', () => {
  tensorTest('is a mean over tokens, whatever batches they are in', () => {
    const model = { loss: ({ tokens }: { tokens: number }) => scalar(tokens === 0 ? NaN : 1 / tokens) };
    expect(meanLoss(model, [{ tokens: 4 }, { tokens: 0 }, { tokens: 1 }])).toBeCloseTo(2 / 5);
  });
});
