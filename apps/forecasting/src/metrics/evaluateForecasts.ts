import { countKnown, type Forecast } from '../series.ts';
import { readValues } from '../values.ts';
import { checkPair, type ForecastPair } from './forecastPair.ts';
import { meanOfDefined } from './known.ts';
import { quantileAt } from './levels.ts';
import { mase } from './mase.ts';
import { msis } from './msis.ts';
import { scorePoints, type Bounds, type Points, type Scores } from './scores.ts';
import { seasonalNaiveError } from './seasonalNaiveError.ts';

/** The levels that quantile losses are usually averaged over (GluonTS' default). */
const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** The shares of values within the intervals that are looked at. */
const NOMINAL_COVERAGES = [0.8, 0.95] as const;

/** As in the M4 competition. */
const MSIS_COVERAGE = 0.95;

export interface Evaluation {
  /** that quantile losses and CRPS are averaged over */
  readonly levels: readonly number[];
  readonly overall: OverallScores;
  /** in the order in which the series first come */
  readonly series: readonly SeriesScores[];
}

export interface SeriesScores extends Scores {
  readonly id: string;
  /** forecasts of the series, from different origins */
  readonly windows: number;
}

export interface OverallScores extends Scores {
  readonly series: number;
  /** series with known actual values but without a MASE (and MSIS), which its mean leaves out */
  readonly undefinedMase: number;
}

interface Window {
  readonly points: Points;
  /** known actual values */
  readonly known: number;
  readonly mase: number;
  readonly msis: number;
}

/**
 * Scores forecasts, each series for itself and all together. Absolute and percentage errors are of the median, squared
 * errors of the mean. Missing actual values are skipped and counted.
 *
 * Of a series (forecasts of the same id are windows of one): each known point counts alike; points of windows whose
 * history gives MASE no scale are left out of MASE and MSIS.
 *
 * Overall: MASE, sMAPE and MSIS are means over the series that have them; ND and weighted quantile losses are quotients
 * of sums over all points; MAE, MSE, RMSE, CRPS, coverage and width are means over all points.
 *
 * @param options.levels whose quantile losses are averaged; default: those of 0.1, 0.2 … 0.9 that every forecast has
 * @throws RangeError when there are no forecasts, a forecast does not fit what it is compared with or is not finite, or
 *   lacks a level asked for
 */
export function evaluateForecasts(
  pairs: readonly ForecastPair[],
  options: { readonly levels?: readonly number[] } = {},
): Evaluation {
  if (pairs.length === 0) throw new RangeError('evaluateForecasts: expected forecasts, got none.');
  for (const pair of pairs) checkPair('evaluateForecasts', pair);
  const forecasts = pairs.map(({ forecast }) => forecast);
  const levels = options.levels ?? DECILES.filter((level) => haveLevel(forecasts, level));
  for (const level of levels) {
    if (!haveLevel(forecasts, level)) {
      throw new RangeError(`evaluateForecasts: expected forecasts with level ${level}, got one without.`);
    }
  }
  const nominals = NOMINAL_COVERAGES.filter((nominal) =>
    boundLevels(nominal).every((level) => haveLevel(forecasts, level)),
  );
  const windowsOf = new Map<string, Window[]>();
  for (const pair of pairs) {
    const windows = windowsOf.get(pair.forecast.id) ?? [];
    windows.push(makeWindow(pair, levels, nominals));
    windowsOf.set(pair.forecast.id, windows);
  }
  const series = [...windowsOf].map(([id, windows]): SeriesScores => ({
    id,
    windows: windows.length,
    ...scorePoints(joinPoints(windows), levels),
    mase: meanOfWindows(windows, ({ mase }) => mase),
    msis: meanOfWindows(windows, ({ msis }) => msis),
  }));
  const overall: OverallScores = {
    series: series.length,
    ...scorePoints(joinPoints([...windowsOf.values()].flat()), levels),
    smape: meanOfDefined(series.map(({ smape }) => smape)),
    mase: meanOfDefined(series.map(({ mase }) => mase)),
    msis: meanOfDefined(series.map(({ msis }) => msis)),
    undefinedMase: series.filter(({ points, mase }) => points > 0 && Number.isNaN(mase)).length,
  };
  return { levels, overall, series };
}

function haveLevel(forecasts: readonly Forecast[], level: number): boolean {
  return forecasts.every((forecast) => quantileAt(forecast, level) !== undefined);
}

function boundLevels(nominal: number): [number, number] {
  return [(1 - nominal) / 2, (1 + nominal) / 2];
}

function makeWindow(
  { forecast, actual, history, season }: ForecastPair,
  levels: readonly number[],
  nominals: readonly number[],
): Window {
  const quantile = (level: number) => quantileAt(forecast, level) as Float64Array;
  const bounds = nominals.map((nominal): Bounds => {
    const [lower, upper] = boundLevels(nominal);
    return { nominal, lower: quantile(lower), upper: quantile(upper) };
  });
  const points = {
    actual,
    mean: forecast.mean,
    median: quantile(0.5),
    quantiles: levels.map(quantile),
    bounds,
  };
  const scale = seasonalNaiveError(readValues(history), season);
  const widest = bounds.find(({ nominal }) => nominal === MSIS_COVERAGE);
  return {
    points,
    known: countKnown(actual),
    mase: mase(actual, points.median, scale),
    msis: widest ? msis(actual, widest.lower, widest.upper, scale, 1 - MSIS_COVERAGE) : NaN,
  };
}

/** Over the points of all windows where the score is defined. */
function meanOfWindows(windows: readonly Window[], score: (window: Window) => number): number {
  const defined = windows.filter((window) => !Number.isNaN(score(window)));
  const known = defined.reduce((sum, window) => sum + window.known, 0);
  return defined.reduce((sum, window) => sum + score(window) * window.known, 0) / known;
}

function joinPoints(windows: readonly Window[]): Points {
  const points = windows.map((window) => window.points);
  const join = (part: (points: Points) => Float64Array) => concatenate(points.map(part));
  const [first] = points as [Points];
  return {
    actual: join(({ actual }) => actual),
    mean: join(({ mean }) => mean),
    median: join(({ median }) => median),
    quantiles: first.quantiles.map((_, index) => join(({ quantiles }) => quantiles[index] as Float64Array)),
    bounds: first.bounds.map(({ nominal }, index) => ({
      nominal,
      lower: join(({ bounds }) => (bounds[index] as Bounds).lower),
      upper: join(({ bounds }) => (bounds[index] as Bounds).upper),
    })),
  };
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
