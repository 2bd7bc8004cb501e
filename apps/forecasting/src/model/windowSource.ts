import { createHash } from 'node:crypto';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { DataSet } from '../series.ts';
import { readValues, type Values } from '../values.ts';
import type { Origin, WindowBatch, WindowCutter } from './window.ts';

export interface WindowSourceOptions {
  readonly batchSize: number;
  /** how many batches are an epoch: windows are drawn, not gone through */
  readonly epochBatches: number;
  readonly weighting: 'series' | 'length' | 'scale';
  /** steps before an origin, at least, in series that are long enough: what shows a season */
  readonly fewest: number;
  readonly seed: number;
}

/**
 * Windows of the training, drawn at random: first a series by its weight, then one of its origins. Each batch is a
 * function of seed, epoch and its number.
 * @param data only what the training may see: windows end with the series
 */
export function windowSource(
  data: DataSet<Values>,
  cutter: WindowCutter,
  { batchSize, epochBatches, weighting, fewest, seed }: WindowSourceOptions,
): BatchSource<WindowBatch> {
  const places = data.series.map(({ values }) => originsOf(values.length, cutter, fewest));
  const weights = data.series.map(({ values }, index) => {
    const { count } = places[index] as Places;
    if (count === 0) return 0;
    if (weighting === 'length') return count;
    return weighting === 'scale' ? meanSize(readValues(values)) : 1;
  });
  const cumulated = cumulate(weights);
  const rng = Rng.fromSeed(seed).fold('windows');

  const draw = (words: Uint32Array, row: number): Origin => {
    const series = pick(cumulated, (words[2 * row] as number) / 2 ** 32);
    const { first, count } = places[series] as Places;
    return { series, at: first + Math.floor(((words[2 * row + 1] as number) / 2 ** 32) * count) };
  };

  return {
    fingerprint: fingerprint(data, { batchSize, epochBatches, weighting, fewest, seed, ...cutter.shape }),
    batchesIn: () => epochBatches,
    *batches(epoch, from) {
      for (let batch = from; batch < epochBatches; batch++) {
        const words = rng.fold(epoch, batch).words(2 * batchSize);
        yield cutter.cut(Array.from({ length: batchSize }, (_, row) => draw(words, row)));
      }
    },
  };
}

interface Places {
  readonly first: number;
  readonly count: number;
}

/**
 * Origins with at least one known step before, and a whole horizon behind; the last one if there is no such.
 */
function originsOf(length: number, { shape: { context, horizon } }: WindowCutter, fewest: number): Places {
  if (length < 2) return { first: length, count: 0 };
  const first = Math.min(context, fewest, Math.max(1, length - horizon));
  return { first, count: Math.max(1, length - horizon - first + 1) };
}

function meanSize(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, known.length);
}

function cumulate(weights: readonly number[]): Float64Array {
  let sum = 0;
  const sums = Float64Array.from(weights, (weight) => (sum += weight));
  return sums.map((value) => value / sum);
}

/** The first entry above `share`. */
function pick(cumulated: Float64Array, share: number): number {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] as number) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}

function fingerprint({ series }: DataSet<Values>, settings: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const { id, start, values, covariates } of series) {
    hash.update(JSON.stringify([id, start, values.length, [...(covariates?.statics ?? [])]]));
    for (const column of [
      values,
      ...(covariates?.future.values() ?? []),
      ...(covariates?.past.values() ?? []),
    ]) {
      const { buffer, byteOffset, byteLength } = readValues(column);
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest('hex');
}
