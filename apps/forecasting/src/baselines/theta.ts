import { checkInput, constantForecast, dropSteps, fillHoles, isConstant } from './baseline.ts';
import type { Baseline, PointForecast } from './baseline.ts';
import { classicalSeason, deseasonalise, isSeasonal, type SeasonalPattern } from './decomposition.ts';
import { naive } from './naive.ts';
import { fitTheta, forecastTheta } from './thetaModel.ts';

/** Of the three numbers that are fitted, nothing can be said from fewer values. */
const SHORTEST = 4;

/** A multiplicative index below this would blow up what it divides. */
const SMALLEST_INDEX = 0.01;

/**
 * The standard Theta method (Assimakopoulos and Nikolopoulos 2000), the winner of the M3 competition: a season that
 * passes a test at 90 % is taken off by classical decomposition, multiplicative where all values and indices are
 * positive, additive elsewhere; the rest is forecast by the Theta model (`fitTheta`); the season is put back.
 *
 * Missing values inside are put on straight lines, those at the start dropped; missing ones at the end are steps of
 * the forecast that are not returned. A constant series stays constant; fewer than four values are forecast by `naive`.
 */
export const theta: Baseline = (values, options) => {
  const span = checkInput('theta', values, options);
  const filled = fillHoles(values, span);
  if (isConstant(filled) && filled.length > 1) return constantForecast(filled[0] as number, options.horizon);
  if (filled.length < SHORTEST) return naive(values, options);

  const missing = values.length - 1 - span.last;
  const pattern = findSeason(filled, options.season);
  const adjusted = pattern === undefined ? filled : deseasonalise(filled, pattern);
  const forecast = forecastTheta(adjusted, fitTheta(adjusted), missing + options.horizon);
  return dropSteps(pattern === undefined ? forecast : reseason(forecast, pattern, filled.length), missing);
};

function findSeason(values: Float64Array, season: number): SeasonalPattern | undefined {
  if (!isSeasonal(values, season)) return undefined;
  if (values.every((value) => value > 0)) {
    const pattern = classicalSeason(values, season, 'multiplicative');
    if (pattern.indices.every((index) => index >= SMALLEST_INDEX)) return pattern;
  }
  return classicalSeason(values, season, 'additive');
}

/** @param start the time of the first step, counted from that of phase 0 */
function reseason(
  { mean, sigma }: PointForecast,
  { kind, indices }: SeasonalPattern,
  start: number,
): PointForecast {
  const indexAt = (step: number): number => indices[(start + step) % indices.length] as number;
  if (kind === 'additive') return { mean: mean.map((value, step) => value + indexAt(step)), sigma };
  return {
    mean: mean.map((value, step) => value * indexAt(step)),
    sigma: sigma.map((value, step) => value * indexAt(step)),
  };
}
