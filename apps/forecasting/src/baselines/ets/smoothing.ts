import { ALPHA, BETA, GAMMA, LEVEL, PHI, SEASONAL, SLOPE, type EtsModel } from './model.ts';

/** One model run over one series. Its arrays are used again by every run. */
export interface Smoothing {
  /**
   * Runs the model with the given numbers (in the order of `model.ts`) and returns -2 log likelihood, with the error's
   * variance at its best value and without the constant n + n log(2π / n): n log Σ e² (+ 2 Σ log f for errors that
   * are a share of the forecast f). Infinity where a multiplicative model meets a forecast or level that is not
   * positive.
   *
   * @param gradient written where given: the derivative by each number
   */
  run: (numbers: Float64Array, gradient?: Float64Array) => number;
  /** Σ e² of the last run */
  sumOfSquares: () => number;
  /** the state behind the last value, of the last run, its seasonal part by phase of the first value */
  state: () => { readonly level: number; readonly slope: number; readonly seasonal: Float64Array };
}

/** Errors smaller than this share of the values are rounding. */
const ROUNDING = 1e-12;

/**
 * With q = l + φ b, the level and slope expected, all models follow the same recursion (Hyndman et al. 2008, table
 * 2.2): the seasonally adjusted error r and the season's error u move level, slope and season by α r, β r and γ u.
 *
 * @param values without holes
 * @param season 1 for a model without
 */
export function createSmoothing(values: Float64Array, model: EtsModel, season: number): Smoothing {
  const n = values.length;
  const multiplies = model.season === 'M';
  const relative = model.error === 'M';
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const floor = Math.max(n * (ROUNDING * (relative ? 1 : largest)) ** 2, Number.MIN_VALUE);
  // What the way back needs of each time: q, the season, the error y - f and the slope before.
  const expected = new Float64Array(n);
  const seasonals = new Float64Array(n);
  const misses = new Float64Array(n);
  const slopes = new Float64Array(n);
  const seasonal = new Float64Array(season);
  let level = 0;
  let slope = 0;
  let squares = 0;

  function forward(numbers: Float64Array): number {
    const alpha = numbers[ALPHA] as number;
    const beta = numbers[BETA] as number;
    const gamma = numbers[GAMMA] as number;
    const phi = numbers[PHI] as number;
    level = numbers[LEVEL] as number;
    slope = numbers[SLOPE] as number;
    for (let phase = 0; phase < season; phase++) seasonal[phase] = numbers[SEASONAL + phase] as number;
    squares = 0;
    let logs = 0;
    let phase = 0;
    for (let time = 0; time < n; time++) {
      const s = seasonal[phase] as number;
      const q = level + phi * slope;
      const f = multiplies ? q * s : q + s;
      if (relative && !(f > 0 && (q > 0 || !multiplies))) return Infinity;
      const miss = (values[time] as number) - f;
      const error = relative ? miss / f : miss;
      squares += error * error;
      if (relative) logs += Math.log(f);
      expected[time] = q;
      seasonals[time] = s;
      misses[time] = miss;
      slopes[time] = slope;
      const r = multiplies ? miss / s : miss;
      level = q + alpha * r;
      slope = phi * slope + beta * r;
      seasonal[phase] = s + gamma * (multiplies ? miss / q : miss);
      if (++phase === season) phase = 0;
    }
    const deviance = n * Math.log(squares + floor) + 2 * logs;
    return Number.isNaN(deviance) ? Infinity : deviance;
  }

  /** The chain rule from the last time to the first; a name's derivative has its name and `By`. */
  function backward(numbers: Float64Array, gradient: Float64Array): void {
    const alpha = numbers[ALPHA] as number;
    const beta = numbers[BETA] as number;
    const gamma = numbers[GAMMA] as number;
    const phi = numbers[PHI] as number;
    gradient.fill(0);
    let [byAlpha, byBeta, byGamma, byPhi, byLevel, bySlope] = [0, 0, 0, 0, 0, 0];
    const weight = (2 * n) / (squares + floor);
    let phase = n % season;
    for (let time = n - 1; time >= 0; time--) {
      phase = phase === 0 ? season - 1 : phase - 1;
      const q = expected[time] as number;
      const s = seasonals[time] as number;
      const miss = misses[time] as number;
      const slopeBefore = slopes[time] as number;
      const bySeasonal = gradient[SEASONAL + phase] as number;
      const f = multiplies ? q * s : q + s;
      const r = multiplies ? miss / s : miss;
      const u = multiplies ? miss / q : miss;
      byAlpha += r * byLevel;
      byBeta += r * bySlope;
      byGamma += u * bySeasonal;
      byPhi += slopeBefore * bySlope;
      const byR = alpha * byLevel + beta * bySlope;
      const byU = gamma * bySeasonal;
      const byError = relative ? (weight * miss) / f : weight * miss;
      const byMiss = (relative ? byError / f : byError) + (multiplies ? byR / s + byU / q : byR + byU);
      const byForecast = relative ? (2 - (byError * miss) / f) / f - byMiss : -byMiss;
      const byExpected = byLevel + (multiplies ? byForecast * s - (byU * u) / q : byForecast);
      gradient[SEASONAL + phase] = bySeasonal + (multiplies ? byForecast * q - (byR * r) / s : byForecast);
      byPhi += slopeBefore * byExpected;
      byLevel = byExpected;
      bySlope = phi * (bySlope + byExpected);
    }
    gradient.set([byAlpha, byBeta, byGamma, byPhi, byLevel, bySlope]);
  }

  return {
    run: (numbers, gradient) => {
      const deviance = forward(numbers);
      if (gradient !== undefined && deviance < Infinity) backward(numbers, gradient);
      return deviance;
    },
    sumOfSquares: () => squares,
    state: () => ({ level, slope, seasonal: seasonal.slice() }),
  };
}
