import type { ForecastPair } from './forecastPair.ts';

/** A forecast whose quantiles are the median and offsets of it, and what it is compared with. */
export function makePair(options: {
  readonly id?: string;
  readonly actual: readonly number[];
  readonly median: readonly number[];
  /** by level; default: the median alone */
  readonly offsets?: Readonly<Record<number, number>>;
  readonly history?: readonly number[];
  readonly season?: number;
}): ForecastPair {
  const { id = 'a', actual, median, offsets = { 0.5: 0 }, history = [0, 1, 0, 1], season = 1 } = options;
  const levels = Object.keys(offsets).map(Number).sort();
  return {
    forecast: {
      id,
      start: undefined,
      mean: Float64Array.from(median),
      levels,
      quantiles: levels.map((level) =>
        Float64Array.from(median, (value) => value + (offsets[level] as number)),
      ),
    },
    actual: Float64Array.from(actual),
    history: Float64Array.from(history),
    season,
  };
}
