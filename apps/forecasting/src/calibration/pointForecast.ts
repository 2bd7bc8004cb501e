import type { Forecast } from '../series.ts';

/**
 * The forecast of a method that says one number a step: every quantile is that number. Calibrated by `fitCalibration`
 * and `applyCalibration` it gets intervals, since its scores are then absolute residuals |y − ŷ|: the plain
 * split-conformal prediction (Papadopoulos et al. 2002; Lei et al. 2018), symmetric around the forecast. One step a
 * group lets them widen along the horizon; separate tails let them be lopsided.
 *
 * @param values [horizon]
 * @param levels ascending, in pairs around 0.5, which is one of them
 */
export function pointForecast(
  series: Pick<Forecast, 'id' | 'start'>,
  values: Float64Array,
  levels: readonly number[],
): Forecast {
  const { id, start } = series;
  return { id, start, mean: values, levels, quantiles: levels.map(() => values) };
}
