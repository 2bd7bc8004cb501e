import { createHash } from 'node:crypto';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { scalingOf } from '../model/scaling.ts';
import type { WindowBatch } from '../model/window.ts';
import { countKnown } from '../series.ts';
import { drawsOf, type Draws } from './draws.ts';
import { generateSeries } from './generateSeries.ts';
import { contextFor, HORIZONS, SEASONS } from './zeroShotShape.ts';

/** Windows of generated series, all of one season and one horizon. */
export interface GeneratedBatch extends WindowBatch {
  readonly season: number;
}

export interface GeneratedSourceOptions {
  readonly batchSize: number;
  readonly epochBatches: number;
  readonly seed: number;
}

/** The shortest history. */
const SHORTEST = 2;

/** Batches of generated series, no series twice; each batch is a function of seed, epoch and its number. */
export function generatedSource({
  batchSize,
  epochBatches,
  seed,
}: GeneratedSourceOptions): BatchSource<GeneratedBatch> {
  const rng = Rng.fromSeed(seed).fold('generated');
  const described = JSON.stringify({ batchSize, epochBatches, seed, SEASONS, HORIZONS });
  return {
    fingerprint: createHash('sha256').update(described).digest('hex'),
    batchesIn: () => epochBatches,
    *batches(epoch, from) {
      for (let batch = from; batch < epochBatches; batch++)
        yield generateBatch(rng.fold(epoch, batch), batchSize);
    },
  };
}

/** A batch of its own season, horizon and longest history, which follow from the key. */
export function generateBatch(rng: Rng, size: number): GeneratedBatch {
  const draws = drawsOf(rng.fold('shape'));
  const { logUniform, whole } = draws;
  const season = SEASONS[whole(0, SEASONS.length - 1)] as number;
  const horizon = Math.round(logUniform(...HORIZONS));
  const context = Math.round(logUniform(8, contextFor(season)));
  const past = new Float32Array(size * context).fill(NaN);
  const future = new Float32Array(size * horizon);
  const scalings = Array.from({ length: size }, (_, row) => {
    const length = Math.round(logUniform(SHORTEST, context));
    const values = generateSeries(rng.fold(row), { season, length: length + horizon });
    loseSome(draws, values.subarray(0, length));
    past.set(values.subarray(0, length), (row + 1) * context - length);
    future.set(values.subarray(length), row * horizon);
    const history = values.subarray(0, length);
    // What stands still is not left to the network: it teaches nothing.
    if (isConstant(history)) future.fill(NaN, row * horizon, (row + 1) * horizon);
    return scalingOf('standard', history);
  });
  return { ...empty(size, context, horizon), season, past, future, scalings, tokens: countKnown(future) };
}

/** Some series have holes. */
function loseSome({ chance, logUniform }: Draws, values: Float64Array): void {
  if (!chance(0.1)) return;
  const rate = logUniform(0.01, 0.4);
  for (let step = 0; step < values.length; step++) if (chance(rate)) values[step] = NaN;
}

function isConstant(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return values.every((value) => Number.isNaN(value) || value === first);
}

/** What a batch has beside values: nothing. */
function empty(
  size: number,
  context: number,
  horizon: number,
): Pick<WindowBatch, 'size' | 'features' | 'pastFeatures' | 'statics' | 'categories'> {
  return {
    size,
    features: new Float32Array(size * (context + horizon)),
    pastFeatures: new Float32Array(),
    statics: new Float32Array(size),
    categories: [],
  };
}
