import type { Origin } from '../model/window.ts';
import type { DataSet, Forecast, Series } from '../series.ts';
import { readValues, type Values } from '../values.ts';
import { isSameLevel } from './levels.ts';

/** A forecast, and what it is judged by. */
export interface ForecastPair {
  readonly forecast: Forecast;
  /** what came: [horizon]; NaN is missing */
  readonly actual: Float64Array;
  /** all that was known when the forecast was made; NaN is missing */
  readonly history: Values;
  /** steps, 1 for none */
  readonly season: number;
}

/**
 * Forecasts beside what came behind their origins; what the data does not have is missing.
 * @param forecasts one for each origin
 * @param data whole series
 */
export function pairsOf(
  forecasts: readonly Forecast[],
  data: DataSet<Values>,
  origins: readonly Origin[],
  { horizon, season }: { readonly horizon: number; readonly season: number },
): ForecastPair[] {
  return origins.map(({ series, at }, index) => {
    const { values } = data.series[series] as Series<Values>;
    const actual = new Float64Array(horizon).fill(NaN);
    actual.set(readValues(values.subarray(at, at + horizon)));
    return { forecast: forecasts[index] as Forecast, actual, history: values.subarray(0, at), season };
  });
}

/**
 * @param who is asking, for the message
 * @throws RangeError when a forecast and what it is compared with do not fit: other lengths, a forecast that is not a
 *   number (which no metric may skip: it would reward saying nothing), an infinite actual value, levels that do not
 *   ascend in (0, 1) with 0.5 among them
 */
export function checkPair(who: string, { forecast, actual }: ForecastPair): void {
  const fail = (expected: string, got: string): never => {
    throw new RangeError(`${who}: expected ${expected} for series "${forecast.id}", got ${got}.`);
  };
  const { levels, quantiles, mean } = forecast;
  const ascends = levels.every((level, index) => level > (levels[index - 1] ?? 0) && level < 1);
  if (!ascends || !levels.some((level) => isSameLevel(level, 0.5))) {
    fail('ascending levels in (0, 1) with 0.5 among them', levels.join(', '));
  }
  if (quantiles.length !== levels.length) {
    fail(`a quantile for each of ${levels.length} levels`, `${quantiles.length}`);
  }
  [mean, ...quantiles].forEach((values, index) => {
    const name = index === 0 ? 'mean' : `quantile ${String(levels[index - 1])}`;
    if (values.length !== actual.length) {
      fail(`a forecast of ${actual.length} steps, as many as there are actual values,`, `${values.length}`);
    }
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) fail('numbers as forecast', `${String(values[bad])} as ${name} of step ${bad + 1}`);
  });
  const bad = actual.findIndex((value) => Math.abs(value) === Infinity);
  if (bad >= 0)
    fail('actual values that are numbers or missing', `${String(actual[bad])} at step ${bad + 1}`);
}
