import { InputError } from '@reprise/core/errors';
import { checkPair, type ForecastPair } from '../metrics/forecastPair.ts';
import { areSameLevels } from '../metrics/levels.ts';
import type { Calibration, CalibrationGroup } from './calibration.ts';
import { calibrationScale } from './calibrationScale.ts';
import { conformalQuantile } from './conformalQuantile.ts';

export interface CalibrationOptions {
  /**
   * Consecutive steps ahead that share their corrections, from 1 (each its own, which wants many forecasts) to the
   * horizon (the default).
   */
  readonly stepsPerGroup?: number;
  /**
   * `joint` (the default): the two quantiles of a pair move apart or together alike, which gives the narrowest interval
   * of the coverage. `each`: either quantile is calibrated by itself (theorem 2 of Romano et al.), for forecasts that
   * lean to one side; it needs twice the errors.
   */
  readonly tails?: 'joint' | 'each';
}

/**
 * Calibrates the intervals of a forecaster by split-conformal prediction: conformalized quantile regression (Romano,
 * Patterson and Candès 2019) for each pair of levels p and 1 − p. The score of an actual value is how far it lies
 * outside the interval (negative inside) in units of the series' scale (`calibrationScale`); with n scores the
 * correction is the ⌈(n + 1)(1 − 2p)⌉-th smallest. On exchangeable data a new value lies in the corrected interval with
 * a probability from 1 − 2p to 1 − 2p + 1 / (n + 1), whatever the forecaster. Windows of a time series are only nearly
 * exchangeable, so a later change of the series is not promised anything.
 *
 * With too few scores for a level (n < 1 / 2p − 1, 19 for the 95 % interval) the largest stands in and the promise is
 * n / (n + 1): `calibrationWarnings` says so. Missing actual values, and forecasts whose history has no scale (constant
 * or a single value), are left out.
 *
 * @param pairs forecasts of values that the forecaster was not trained on, all of the same levels
 * @throws InputError when no error is left to calibrate some steps on
 * @throws RangeError when levels differ between forecasts or do not come in pairs around 0.5, a forecast does not fit
 *   its actual values, or stepsPerGroup is not a positive integer
 */
export function fitCalibration(
  pairs: readonly ForecastPair[],
  options: CalibrationOptions = {},
): Calibration {
  const [first] = pairs;
  if (!first) throw new InputError('Calibration: expected forecasts to calibrate on, got none.');
  const { levels } = first.forecast;
  for (const pair of pairs) {
    checkPair('fitCalibration', pair);
    checkLevels(pair.forecast.levels, levels);
  }
  const horizon = Math.max(...pairs.map(({ actual }) => actual.length));
  const { tails = 'joint', stepsPerGroup = horizon } = options;
  if (!Number.isInteger(stepsPerGroup) || stepsPerGroup < 1) {
    throw new RangeError(`fitCalibration: expected stepsPerGroup of 1 or more, got ${stepsPerGroup}.`);
  }
  const scaled = pairs
    .map((pair) => ({ ...pair, scale: calibrationScale(pair.history, pair.season) }))
    .filter(({ scale }) => !Number.isNaN(scale));
  const groups = Array.from({ length: Math.ceil(horizon / stepsPerGroup) }, (_, group) =>
    fitGroup(scaled, levels, tails, {
      from: group * stepsPerGroup,
      to: Math.min((group + 1) * stepsPerGroup, horizon),
    }),
  );
  return { format: 1, tails, levels: [...levels], stepsPerGroup, groups };
}

interface ScaledPair extends ForecastPair {
  readonly scale: number;
}

/** Steps ahead, counted from 0: [from, to). */
interface Steps {
  readonly from: number;
  readonly to: number;
}

function fitGroup(
  pairs: readonly ScaledPair[],
  levels: readonly number[],
  tails: 'joint' | 'each',
  steps: Steps,
): CalibrationGroup {
  const corrections = levels.map(() => 0);
  let scores = 0;
  for (let lower = 0; 2 * lower < levels.length - 1; lower++) {
    const upper = levels.length - 1 - lower;
    const level = levels[lower] as number;
    const { below, above } = measureErrors(pairs, lower, upper, steps);
    scores = below.length;
    if (tails === 'joint') {
      const outside = below.map((error, index) => Math.max(error, above[index] as number)).sort();
      const correction = conformalQuantile(outside, 1 - 2 * level);
      corrections[lower] = -correction;
      corrections[upper] = correction;
    } else {
      corrections[lower] = -conformalQuantile(below.sort(), 1 - level);
      corrections[upper] = conformalQuantile(above.sort(), 1 - level);
    }
  }
  return { scores, corrections };
}

/** By how many scales each known value lies below the lower and above the upper of two quantiles. */
function measureErrors(
  pairs: readonly ScaledPair[],
  lower: number,
  upper: number,
  { from, to }: Steps,
): { readonly below: Float64Array; readonly above: Float64Array } {
  const [below, above]: [number[], number[]] = [[], []];
  for (const { forecast, actual, scale } of pairs) {
    const [low, high] = [
      forecast.quantiles[lower] as Float64Array,
      forecast.quantiles[upper] as Float64Array,
    ];
    for (let step = from; step < Math.min(to, actual.length); step++) {
      const value = actual[step] as number;
      if (Number.isNaN(value)) continue;
      below.push(((low[step] as number) - value) / scale);
      above.push((value - (high[step] as number)) / scale);
    }
  }
  if (below.length === 0) {
    throw new InputError(
      `Calibration: steps ${from + 1} to ${to} ahead have no error to calibrate on, because no value there is known of ` +
        'a series that was not constant before. Forecast longer series, or from more origins.',
    );
  }
  return { below: Float64Array.from(below), above: Float64Array.from(above) };
}

function checkLevels(levels: readonly number[], expected: readonly number[]): void {
  const mirrored = levels.map((level) => 1 - level).reverse();
  if (!areSameLevels(levels, expected) || !areSameLevels(levels, mirrored)) {
    throw new RangeError(
      'fitCalibration: expected forecasts of the same levels, in pairs around 0.5, got ' +
        `${expected.join(' ')} and ${levels.join(' ')}.`,
    );
  }
}
