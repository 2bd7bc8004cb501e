import { InputError } from '@reprise/core/errors';

export interface RollingOrigins {
  /** values of the series */
  readonly length: number;
  /** steps forecast from each origin */
  readonly horizon: number;
  /** how many origins */
  readonly count: number;
  /** steps between origins; default: the horizon, so that no step is forecast twice */
  readonly stride?: number;
  /** values that must lie before the first origin; default 1 */
  readonly minimumHistory?: number;
}

/**
 * Where a series is cut for a backtest with rolling origins (Tashman 2000): from origin `cut` the values [0, cut) are
 * known and [cut, cut + horizon) are forecast. The last forecast ends where the series ends.
 *
 * @returns the cuts, the latest first
 * @throws InputError when a number is not a positive integer, or the history before the earliest origin is too short
 */
export function rollingOrigins(options: RollingOrigins): number[] {
  const { length, horizon, count, stride = horizon, minimumHistory = 1 } = options;
  for (const [name, value] of Object.entries({ horizon, count, stride, minimumHistory })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new InputError(`Backtest: expected a ${name} of 1 or more, got ${value}.`);
    }
  }
  const last = length - horizon;
  const earliest = last - (count - 1) * stride;
  if (earliest < minimumHistory) {
    const possible = last < minimumHistory ? 0 : Math.floor((last - minimumHistory) / stride) + 1;
    throw new InputError(
      `Backtest: ${count} ${count === 1 ? 'origin' : `origins ${stride} steps apart`} with a horizon of ${horizon} ` +
        `and ${minimumHistory} values before the first need ${minimumHistory + (count - 1) * stride + horizon} ` +
        `values; the series has ${length}. ` +
        (possible > 0 ? `Ask for at most ${possible}, or a` : 'A') +
        ' shorter horizon.',
    );
  }
  return Array.from({ length: count }, (_, index) => last - index * stride);
}
