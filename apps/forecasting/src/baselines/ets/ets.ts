import {
  checkInput,
  constantForecast,
  dropSteps,
  fillHoles,
  isConstant,
  type Baseline,
} from '../baseline.ts';
import { naive } from '../naive.ts';
import { fitEts, type EtsFit } from './fit.ts';
import { forecastEts } from './forecast.ts';
import { ETS_MODELS } from './model.ts';

/** Fewer values do not tell models apart. */
const SHORTEST = 7;

/** A longer season has more states than can be estimated (Hyndman et al. 2008). */
const LONGEST_SEASON = 24;

/**
 * Exponential smoothing with the model chosen by AICc (Hyndman et al. 2002, 2008): see `selectEts`.
 *
 * Missing values inside are put on straight lines, those at the start dropped; missing ones at the end are steps of
 * the forecast that are not returned. A constant series stays constant; fewer than seven values are forecast by `naive`.
 */
export const ets: Baseline = (values, options) => {
  const span = checkInput('ets', values, options);
  const filled = fillHoles(values, span);
  if (filled.length > 1 && isConstant(filled)) return constantForecast(filled[0] as number, options.horizon);
  if (filled.length < SHORTEST) return naive(values, options);
  const missing = values.length - 1 - span.last;
  const forecast = forecastEts(selectEts(filled, options.season), filled.length, missing + options.horizon);
  return dropSteps(forecast, missing);
};

/**
 * The model with the lowest AICc of all in `ETS_MODELS` that the series allows: multiplicative ones want positive
 * values; seasonal ones two seasons, of 2 to 24 steps.
 *
 * @param values without holes, at least seven, not all the same
 */
export function selectEts(values: Float64Array, season: number): EtsFit {
  const positive = values.every((value) => value > 0);
  const seasonal = season > 1 && season <= LONGEST_SEASON && values.length >= 2 * season;
  let best: EtsFit | undefined;
  for (const model of ETS_MODELS) {
    if (!positive && (model.error === 'M' || model.season === 'M')) continue;
    if (!seasonal && model.season !== 'N') continue;
    const fit = fitEts(values, model, season);
    if (fit !== undefined && (best === undefined || fit.aicc < best.aicc)) best = fit;
  }
  // ETS(A,N,N) runs over every series and has few enough parameters for seven values.
  return best as EtsFit;
}
