import type { PointForecast } from '../baseline.ts';
import type { EtsFit } from './fit.ts';
import { ALPHA, BETA, GAMMA, PHI } from './model.ts';

/**
 * What a fitted model expects, and the deviation around it (Hyndman et al. 2008, chapter 6): exact for additive errors
 * (class 1) and for multiplicative ones without multiplicative season (class 2). For multiplicative error and season
 * (class 3) the recursion of class 2 is used, with what an error does to the season taken as a share of the level:
 * right to the first order of the errors' variance.
 *
 * @param length of the history, which says the phase of the first step
 */
export function forecastEts(fit: EtsFit, length: number, horizon: number): PointForecast {
  const { model, numbers, state } = fit;
  const phi = numbers[PHI] as number;
  const season = state.seasonal.length;
  const trend = new Float64Array(horizon);
  const mean = new Float64Array(horizon);
  let damping = 0;
  for (let step = 0; step < horizon; step++) {
    damping += phi ** (step + 1);
    const seasonal = state.seasonal[(length + step) % season] as number;
    trend[step] = state.level + damping * state.slope;
    mean[step] =
      model.season === 'M' ? (trend[step] as number) * seasonal : (trend[step] as number) + seasonal;
  }
  if (model.season !== 'M') return { mean, sigma: deviations(fit, mean) };
  const sigma = deviations(fit, trend).map(
    (deviation, step) => deviation * Math.abs(state.seasonal[(length + step) % season] as number),
  );
  return { mean, sigma };
}

/** @param centre what is expected, without a season that multiplies it */
function deviations({ model, numbers, variance, state }: EtsFit, centre: Float64Array): Float64Array {
  const alpha = numbers[ALPHA] as number;
  const beta = numbers[BETA] as number;
  const gamma = model.season === 'N' ? 0 : (numbers[GAMMA] as number);
  const phi = numbers[PHI] as number;
  const season = state.seasonal.length;
  let damping = 0;
  /** How much an error moves level and slope together, by the steps since. */
  const responses = centre.map((_, step) => alpha + beta * (damping += phi ** (step + 1)));
  // What multiplies an error's variance: the expected square of the value itself, or 1.
  const squares = new Float64Array(centre.length);
  return centre.map((expected, step) => {
    let moved = 0;
    for (let since = 1; since <= step; since++) {
      let response = responses[since - 1] as number;
      if (since % season === 0) {
        response += model.season === 'M' ? (gamma * expected) / (centre[step - since] as number) : gamma;
      }
      moved += response ** 2 * (squares[step - since] as number);
    }
    squares[step] = model.error === 'A' ? 1 : expected ** 2 + variance * moved;
    return Math.sqrt(variance * (squares[step] + moved));
  });
}
