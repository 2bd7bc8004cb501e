import { countKnown } from '../series.ts';
import { quantileLoss } from './quantileLoss.ts';

/**
 * Continuous ranked probability score (Matheson and Winkler 1976) as its integral over the quantile levels is
 * approximated in GluonTS: the mean over the levels of twice the quantile loss, in units of the series. Levels equally
 * far apart give it well; those at the edges count as much as those in the middle. Missing actual values (NaN) are
 * skipped.
 *
 * @param levels [levels] in (0, 1)
 * @param quantiles for each of the levels: [steps]
 */
export function crpsOfQuantiles(
  actual: Float64Array,
  levels: readonly number[],
  quantiles: readonly Float64Array[],
): number {
  const losses = quantiles.map((quantile, index) => quantileLoss(actual, quantile, levels[index] as number));
  return (2 * losses.reduce((sum, loss) => sum + loss, 0)) / losses.length;
}

/**
 * Continuous ranked probability score of samples, E|X − y| − ½ E|X − X'|, mean over the steps whose actual value is
 * known, in units of the series; NaN where none is. Exact for the estimator:
 * - `plain`: of the samples' own distribution, that is X and X' of all pairs, each sample with itself too. More samples
 *   of the same forecast score better.
 * - `fair`: unbiased for the distribution that the samples are drawn from: pairs of different samples (Ferro 2014).
 *   Comparable between different numbers of samples; a single step may be negative.
 *
 * Sorted samples give the sum over all pairs in O(paths · log paths).
 *
 * @param samples [paths, horizon]
 * @param actual [horizon]
 * @throws RangeError when the samples are not whole paths, or fewer than the estimator needs (1, 2 when fair)
 */
export function crpsOfSamples(
  samples: Float32Array | Float64Array,
  actual: Float64Array,
  estimator: 'plain' | 'fair',
): number {
  const horizon = actual.length;
  const paths = samples.length / horizon;
  const needed = estimator === 'fair' ? 2 : 1;
  if (!Number.isInteger(paths) || paths < needed) {
    throw new RangeError(
      `crpsOfSamples: expected ${needed} or more whole paths of ${horizon} steps, got ${samples.length} values.`,
    );
  }
  const pairs = estimator === 'fair' ? paths * (paths - 1) : paths * paths;
  const errors = new Float64Array(paths);
  let sum = 0;
  actual.forEach((value, step) => {
    if (Number.isNaN(value)) return;
    for (let path = 0; path < paths; path++) {
      errors[path] = (samples[path * horizon + step] as number) - value;
    }
    errors.sort();
    let absolute = 0;
    let between = 0;
    errors.forEach((error, rank) => {
      absolute += Math.abs(error);
      between += (2 * rank - paths + 1) * error;
    });
    sum += absolute / paths - between / pairs;
  });
  return sum / countKnown(actual);
}
