import { describe, expect, it } from 'vitest';
import { generatedSource, type GeneratedBatch } from './generatedSource.ts';
import { contextFor, HORIZONS, SEASONS } from './zeroShotShape.ts';

const OPTIONS = { batchSize: 6, epochBatches: 40, seed: 3 };
const source = generatedSource(OPTIONS);
const batchesOf = (epoch: number, from: number): GeneratedBatch[] => [
  ...(source.batches(epoch, from) as Iterable<GeneratedBatch>),
];
const batches = batchesOf(0, 0);

describe('generatedSource', () => {
  it('gives the same batches again, from any one on, and others in another epoch or from another seed', () => {
    expect(batches).toHaveLength(40);
    expect(batchesOf(0, 38)).toEqual(batches.slice(38));
    expect(batchesOf(1, 38)).not.toEqual(batches.slice(38));
    expect(generatedSource({ ...OPTIONS, seed: 4 }).fingerprint).not.toBe(source.fingerprint);
  });

  it('has every season, and horizons and histories of many lengths', () => {
    expect(new Set(batches.map(({ season }) => season))).toEqual(new Set(SEASONS));
    for (const { size, past, future, season } of batches) {
      expect(past.length / size).toBeLessThanOrEqual(contextFor(season));
      expect(future.length / size).toBeGreaterThanOrEqual(HORIZONS[0]);
      expect(future.length / size).toBeLessThanOrEqual(HORIZONS[1]);
    }
    expect(new Set(batches.map(({ size, future }) => future.length / size)).size).toBeGreaterThan(15);
  });

  it('begins histories late, with nothing before them, and leaves holes in some', () => {
    const rows = batches.flatMap(({ size, past }) => {
      const width = past.length / size;
      return Array.from({ length: size }, (_, row) => past.slice(row * width, (row + 1) * width));
    });
    const holes = rows.map((row) => row.slice(row.findIndex((value) => !Number.isNaN(value))));
    expect(rows.filter((row) => Number.isNaN(row[0]!)).length).toBeGreaterThan(rows.length / 2);
    const withHoles = holes.filter((row) => row.some((value) => Number.isNaN(value))).length;
    expect(withHoles).toBeGreaterThan(0);
    expect(withHoles).toBeLessThan(rows.length / 5);
  });
});
