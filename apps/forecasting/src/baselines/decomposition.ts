/** A season as what it adds to, or multiplies, the series at each phase; phase 0 is that of the first value. */
export interface SeasonalPattern {
  readonly kind: 'additive' | 'multiplicative';
  /** [season] with mean 0 where additive, 1 where multiplicative */
  readonly indices: Float64Array;
}

/**
 * The seasonal part of a classical decomposition (Hyndman and Athanasopoulos 2021, section 3.4): the trend is the
 * moving average over one season, centred; an index is the mean of what is left at its phase.
 *
 * @param values without holes, at least two seasons of them
 */
export function classicalSeason(
  values: Float64Array,
  season: number,
  kind: SeasonalPattern['kind'],
): SeasonalPattern {
  const trend = centredMeans(values, season);
  const half = Math.floor(season / 2);
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (const [index, level] of trend.entries()) {
    const time = index + half;
    const value = values[time] as number;
    const phase = time % season;
    sums[phase] = (sums[phase] as number) + (kind === 'additive' ? value - level : value / level);
    counts[phase] = (counts[phase] as number) + 1;
  }
  const means = sums.map((sum, phase) => sum / (counts[phase] as number));
  const centre = means.reduce((sum, mean) => sum + mean, 0) / season;
  return { kind, indices: means.map((mean) => (kind === 'additive' ? mean - centre : mean / centre)) };
}

/** [length - 2 · floor(season / 2)], from time floor(season / 2) on; the ends of an even season count half. */
function centredMeans(values: Float64Array, season: number): Float64Array {
  const half = Math.floor(season / 2);
  const endWeight = season % 2 === 0 ? 0.5 : 1;
  return Float64Array.from({ length: values.length - 2 * half }, (_, start) => {
    let sum = endWeight * ((values[start] as number) + (values[start + 2 * half] as number));
    for (let offset = 1; offset < 2 * half; offset++) sum += values[start + offset] as number;
    return sum / season;
  });
}

/** The series without its season. */
export function deseasonalise(values: Float64Array, { kind, indices }: SeasonalPattern): Float64Array {
  return values.map((value, time) => {
    const index = indices[time % indices.length] as number;
    return kind === 'additive' ? value - index : value / index;
  });
}

/** 95 % of a standard normal variable's values are below; both sides make a test at 90 %. */
const CRITICAL_VALUE = 1.6448536269514722;

/**
 * Whether a series repeats itself after `season` steps: its autocorrelation there is beyond what that of a moving
 * average of all shorter lags would be by chance (Bartlett's formula), as in the M competitions' Theta method.
 *
 * @returns false where the season is shorter than 4, or the series shorter than two of them
 */
export function isSeasonal(values: Float64Array, season: number): boolean {
  if (season < 4 || values.length < 2 * season) return false;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const autocovariance = (lag: number): number => {
    let sum = 0;
    for (let time = lag; time < centred.length; time++) {
      sum += (centred[time] as number) * (centred[time - lag] as number);
    }
    return sum;
  };
  const variance = autocovariance(0);
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += (autocovariance(lag) / variance) ** 2;
  const standardError = Math.sqrt((1 + 2 * squares) / values.length);
  return Math.abs(autocovariance(season) / variance) > CRITICAL_VALUE * standardError;
}
