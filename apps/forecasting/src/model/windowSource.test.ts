import { describe, expect, it } from 'vitest';
import type { DataSet, Series } from '../series.ts';
import { inputSpecOf } from './inputs.ts';
import { windowCutter, type WindowBatch } from './window.ts';
import { windowSource, type WindowSourceOptions } from './windowSource.ts';

const OPTIONS: WindowSourceOptions = {
  fewest: 4,
  batchSize: 50,
  epochBatches: 20,
  weighting: 'series',
  seed: 1,
};

/** Series whose values tell which they are and where: 1000 · series + step. */
function dataOf(...lengths: number[]): DataSet {
  return {
    frequency: { unit: 'hour', count: 1 },
    series: lengths.map((length, index) => ({
      id: `s${index}`,
      start: undefined,
      values: Float64Array.from({ length }, (_, step) => 1000 * (index + 1) + step),
    })),
  };
}

function sourceOf(data: DataSet, options: Partial<WindowSourceOptions> = {}) {
  const shape = { context: 4, reach: 1, horizon: 3, scaling: 'mean' as const };
  const cutter = windowCutter(data, inputSpecOf(data, { model: 'mqrnn', seriesEmbedding: true }), shape);
  return windowSource(data, cutter, { ...OPTIONS, ...options });
}

async function allOf(source: ReturnType<typeof sourceOf>, epoch = 0, from = 0): Promise<WindowBatch[]> {
  const batches: WindowBatch[] = [];
  for await (const batch of source.batches(epoch, from)) batches.push(batch);
  return batches;
}

/** How often each series comes. */
function sharesOf(batches: readonly WindowBatch[], count: number): number[] {
  const ids = batches.flatMap(({ categories }) => [...(categories[0] as Int32Array)]);
  return Array.from(
    { length: count },
    (_, index) => ids.filter((id) => id === index + 1).length / ids.length,
  );
}

describe('windowSource', () => {
  it('is a function of seed, epoch and number: it goes on in the middle as if it had never stopped', async () => {
    const data = dataOf(30, 40);
    const whole = await allOf(sourceOf(data));
    expect(whole).toHaveLength(20);
    expect(await allOf(sourceOf(data), 0, 13)).toEqual(whole.slice(13));
    expect(await allOf(sourceOf(data), 1)).not.toEqual(whole);
    expect(await allOf(sourceOf(data, { seed: 2 }))).not.toEqual(whole);
  });

  it('draws every origin that has a whole context before it and a whole horizon behind, and no other', async () => {
    const batches = await allOf(sourceOf(dataOf(12)));
    const firstAhead = batches.flatMap(({ future }) => [...future].filter((_, at) => at % 3 === 0));
    expect([...new Set(firstAhead)].sort()).toEqual([1004, 1005, 1006, 1007, 1008, 1009]);
  });

  it('draws origins with less before them where it is told what is enough', async () => {
    const batches = await allOf(sourceOf(dataOf(12), { fewest: 2 }));
    const firstAhead = batches.flatMap(({ future }) => [...future].filter((_, at) => at % 3 === 0));
    expect(Math.min(...firstAhead)).toBe(1002);
  });

  it('draws series that are shorter than a window, too', async () => {
    const [batch] = await allOf(sourceOf(dataOf(3)));
    expect([...(batch as WindowBatch).future.subarray(0, 3)]).toEqual([1001, 1002, NaN]);
  });

  it('weighs series alike, by their length or by their size', async () => {
    const data = dataOf(26, 106);
    const [even] = sharesOf(await allOf(sourceOf(data)), 2);
    expect(even).toBeCloseTo(0.5, 1);
    const [short] = sharesOf(await allOf(sourceOf(data, { weighting: 'length' })), 2);
    expect(short).toBeCloseTo(20 / 120, 1);
    const [small] = sharesOf(await allOf(sourceOf(data, { weighting: 'scale' })), 2);
    expect(small).toBeCloseTo(1 / 3, 1);
  });

  it('has another fingerprint for other data or settings', () => {
    const [only] = dataOf(30).series as [Series];
    const holidays = new Map([['holiday DE', new Float64Array(33)]]);
    const covariates = { future: holidays, past: new Map(), statics: new Map() };
    const prints = [
      sourceOf(dataOf(30)),
      sourceOf({ ...dataOf(30), series: [{ ...only, covariates }] }),
      sourceOf(dataOf(31)),
      sourceOf(dataOf(30), { seed: 2 }),
      sourceOf(dataOf(30), { batchSize: 51 }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(5);
    expect(sourceOf(dataOf(30)).fingerprint).toBe(prints[0]);
  });
});
