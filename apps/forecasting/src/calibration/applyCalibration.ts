import { isSameLevel } from '../metrics/levels.ts';
import type { Forecast } from '../series.ts';
import type { Values } from '../values.ts';
import type { Calibration, CalibrationGroup } from './calibration.ts';
import { calibrationScale } from './calibrationScale.ts';

/**
 * A forecast with its quantiles moved by what a calibration found. The median and the mean stay. A quantile that comes
 * to lie on the inner side of its inner neighbour is put on it, from the median outwards: that only widens intervals,
 * so that quantiles ascend and no coverage is lost.
 *
 * Levels that were not calibrated move by the linear interpolation of their neighbours' corrections (0 at level 0.5),
 * or as far as the outermost calibrated one; steps beyond the calibrated horizon move as its last ones. Neither has a
 * promise of coverage. Where the history has no scale (constant, or a single value), the forecast stays as it is.
 *
 * @param history all values before the forecast
 * @param season steps, as it was for the calibration
 */
export function applyCalibration(
  calibration: Calibration,
  forecast: Forecast,
  history: Values,
  season: number,
): Forecast {
  const scale = calibrationScale(history, season);
  if (Number.isNaN(scale)) return forecast;
  const { levels } = forecast;
  const quantiles = forecast.quantiles.map((values, index) => {
    const level = levels[index] as number;
    const corrections = calibration.groups.map((group) => correctionOf(calibration, group, level) * scale);
    return values.map((value, step) => {
      const group = Math.min(Math.floor(step / calibration.stepsPerGroup), corrections.length - 1);
      return value + (corrections[group] as number);
    });
  });
  const median = levels.findIndex((level) => isSameLevel(level, 0.5));
  for (let index = median - 1; index >= 0; index--) limit(quantiles, index, index + 1, Math.min);
  for (let index = median + 1; index < levels.length; index++) limit(quantiles, index, index - 1, Math.max);
  return { ...forecast, quantiles };
}

/** In units of the scale. */
function correctionOf({ levels }: Calibration, { corrections }: CalibrationGroup, level: number): number {
  if (isSameLevel(level, 0.5)) return 0;
  const above = levels.findIndex((other) => other > level || isSameLevel(other, level));
  if (above < 0) return corrections.at(-1) as number;
  const [next, atNext] = [levels[above] as number, corrections[above] as number];
  if (above === 0 || isSameLevel(next, level)) return atNext;
  const [before, atBefore] = [levels[above - 1] as number, corrections[above - 1] as number];
  return atBefore + ((level - before) / (next - before)) * (atNext - atBefore);
}

/** Keeps each value of a quantile on its side of its inner neighbour. */
function limit(
  quantiles: readonly Float64Array[],
  index: number,
  inner: number,
  outermost: (one: number, other: number) => number,
): void {
  const [values, bound] = [quantiles[index] as Float64Array, quantiles[inner] as Float64Array];
  values.forEach((value, step) => {
    values[step] = outermost(value, bound[step] as number);
  });
}
