import { describe, expect, it } from 'vitest';
import { pastSeasons } from './pastSeasons.ts';
import type { WindowBatch } from './window.ts';

/** A row of a batch; nothing else of it is looked at. */
function batchOf(...rows: number[][]): WindowBatch {
  return { past: Float32Array.from(rows.flat()) } as unknown as WindowBatch;
}

/** Two steps a season, a longer cycle of four; four steps are read, four more are in reach; three ahead. */
const options = {
  shape: { context: 4, reach: 4, horizon: 3, scaling: 'standard' },
  segment: 2,
  seasons: [
    { back: 2, cycle: 2 },
    { back: 4, cycle: 4 },
  ],
} as const;

describe('pastSeasons', () => {
  const seasons = pastSeasons(options);
  const valuesOf = (batch: WindowBatch, row: number) => seasons.valuesOf(batch, row);
  const errorsOf = (batch: WindowBatch, row: number) => seasons.errorsOf(batch, row);

  it('gives the same place of the last season throughout, and of the last cycle', () => {
    expect(seasons.count).toBe(2);
    const values = valuesOf(batchOf([0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8]), 1);
    expect([...values]).toEqual([
      ...[7, 8], // the first segment: one season back
      ...[5, 6], // one cycle back
      ...[7, NaN], // the second segment ends behind the horizon
      ...[7, NaN],
    ]);
  });

  it('goes back by whole cycles over what is missing, and else takes the nearer season', () => {
    const values = valuesOf(batchOf([NaN, NaN, NaN, NaN, NaN, 6, NaN, 8]), 0);
    expect([...values.subarray(0, 4)]).toEqual([NaN, 8, NaN, 6]);
    const before = valuesOf(batchOf([1, 2, 3, 4, NaN, NaN, NaN, NaN]), 0);
    expect([...before.subarray(0, 4)]).toEqual([3, 4, 1, 2]);
    const short = valuesOf(batchOf([NaN, NaN, NaN, NaN, NaN, NaN, 7, 8]), 0);
    expect([...short.subarray(0, 4)]).toEqual([7, 8, 7, 8]);
  });

  it('says how far off each was over the window that is read', () => {
    expect([...errorsOf(batchOf([9, 9, 0, 0, 1, 1, 3, 3]), 0)]).toEqual([1.5, (8 + 8 + 3 + 3) / 4]);
    expect([...errorsOf(batchOf([NaN, NaN, NaN, NaN, 1, 1, 3, 3]), 0)]).toEqual([2, 2]);
    expect([...errorsOf(batchOf([NaN, NaN, NaN, NaN, NaN, NaN, 3, 3]), 0)]).toEqual([NaN, NaN]);
  });
});
