import type { Forecast } from '../series.ts';

/**
 * What sample paths say together, for each step by itself.
 * @param samples [paths, horizon]
 * @param levels in [0, 1]
 * @throws RangeError as {@link quantilesOf} does
 */
export function summarizeSamples(
  samples: Float32Array,
  horizon: number,
  levels: readonly number[],
): Pick<Forecast, 'mean' | 'quantiles'> {
  const quantiles = quantilesOf(samples, horizon, levels);
  const sums = new Float64Array(horizon);
  samples.forEach((value, index) => (sums[index % horizon] = (sums[index % horizon] as number) + value));
  const paths = samples.length / horizon;
  return { mean: sums.map((sum) => sum / paths), quantiles };
}

/**
 * The quantiles of sample paths, for each step by itself: linear between the two samples around rank (paths − 1) · level
 * (type 7 of Hyndman and Fan 1996, the default of numpy and R). GluonTS takes the nearest sample instead.
 *
 * @param samples [paths, horizon]
 * @param levels in [0, 1]
 * @returns for each level: [horizon]
 * @throws RangeError when the samples are not one or more whole paths, or one of them is not a number
 */
export function quantilesOf(
  samples: Float32Array,
  horizon: number,
  levels: readonly number[],
): Float64Array<ArrayBuffer>[] {
  const paths = samples.length / horizon;
  if (!Number.isInteger(paths) || paths < 1) {
    throw new RangeError(
      `quantilesOf: expected one or more whole paths of ${horizon} steps, got ${samples.length} values.`,
    );
  }
  const quantiles = levels.map(() => new Float64Array(horizon));
  const ranks = levels.map((level) => (paths - 1) * level);
  const sorted = new Float32Array(paths);
  for (let step = 0; step < horizon; step++) {
    for (let path = 0; path < paths; path++) sorted[path] = samples[path * horizon + step] as number;
    sorted.sort();
    if (Number.isNaN(sorted[paths - 1])) {
      throw new RangeError(`quantilesOf: expected samples that are numbers, got NaN at step ${step + 1}.`);
    }
    ranks.forEach((rank, index) => {
      const below = sorted[Math.floor(rank)] as number;
      const above = sorted[Math.ceil(rank)] as number;
      (quantiles[index] as Float64Array)[step] = below + (rank - Math.floor(rank)) * (above - below);
    });
  }
  return quantiles;
}
