import { InputError } from '@reprise/core/errors';
import type { Origin } from './model/window.ts';
import type { DataSet } from './series.ts';
import type { Values } from './values.ts';

export interface RollingOriginOptions {
  /** steps forecast from each origin */
  readonly horizon: number;
  /** origins of each series */
  readonly windows: number;
  /** steps between origins; by default the horizon, so that no step is forecast twice */
  readonly stride?: number | undefined;
}

/**
 * Where series are cut to measure forecasts on their ends (rolling origins, Tashman 2000): the last forecast ends where
 * the series does. Origins with nothing before them are left out.
 * @returns of each series in turn, the earliest first
 * @throws InputError when no series has any
 */
export function rollingOrigins({ series }: DataSet<Values>, options: RollingOriginOptions): Origin[] {
  const { horizon, windows, stride = horizon } = options;
  const origins = series.flatMap(({ values }, index) =>
    Array.from({ length: windows }, (_, window) => ({
      series: index,
      at: values.length - horizon - (windows - 1 - window) * stride,
    })).filter(({ at }) => at > 0),
  );
  if (origins.length > 0) return origins;
  throw new InputError(`evaluate: no series is longer than the ${horizon} values that would be forecast.`);
}
