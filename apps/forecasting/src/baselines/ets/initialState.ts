import { classicalSeason, deseasonalise } from '../decomposition.ts';
import { LEVEL, neutral, SEASONAL, SLOPE, type EtsModel } from './model.ts';

/** The trend at the start is taken from so many values, or two seasons where that is more. */
const FIRST_VALUES = 10;

/** Multiplicative indices start no smaller. */
const SMALLEST_INDEX = 0.01;

/**
 * Where the search for a model's first state starts (Hyndman et al. 2008, section 2.6.1): the season from a classical
 * decomposition, level and slope from a line through the first values without season, or from their mean.
 *
 * @param values without holes; at least two seasons for a model that has one, all positive for a multiplicative one
 * @returns the numbers in the order of `model.ts`, the smoothing parameters neutral
 */
export function initialState(values: Float64Array, model: EtsModel, season: number): Float64Array {
  const numbers = neutral(model, season);
  let adjusted = values;
  if (model.season !== 'N') {
    const kind = model.season === 'A' ? 'additive' : 'multiplicative';
    const { indices } = classicalSeason(values, season, kind);
    const usable = kind === 'additive' ? indices : indices.map((index) => Math.max(index, SMALLEST_INDEX));
    numbers.set(usable, SEASONAL);
    adjusted = deseasonalise(values, { kind, indices: usable });
  }
  const first = adjusted.subarray(0, Math.max(FIRST_VALUES, 2 * season));
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  numbers[LEVEL] = mean;
  if (model.trend === 'N') return numbers;

  const middle = (first.length + 1) / 2;
  let product = 0;
  let squares = 0;
  for (const [index, value] of first.entries()) {
    const time = index + 1 - middle;
    product += time * (value - mean);
    squares += time * time;
  }
  numbers[SLOPE] = product / squares;
  numbers[LEVEL] = mean - numbers[SLOPE] * middle;
  return numbers;
}

/** A first state without trend and season. */
export function flatState(values: Float64Array, model: EtsModel, season: number): Float64Array {
  const numbers = neutral(model, season);
  numbers[LEVEL] = values.reduce((sum, value) => sum + value, 0) / values.length;
  return numbers;
}
