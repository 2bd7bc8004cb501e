import { momentAt } from './data/calendar.ts';
import type { Origin } from './model/window.ts';
import type { DataSet, Series } from './series.ts';
import type { Values } from './values.ts';

/**
 * Series of which only the last values before an origin are known, one for each origin: what forecasts are worth where
 * little is known of series of which more is.
 * @param count how many values before each origin are left
 */
export function lastValues(
  data: DataSet<Values>,
  origins: readonly Origin[],
  count: number,
): { readonly data: DataSet<Values>; readonly origins: readonly Origin[] } {
  const series = origins.map(({ series, at }): Series<Values> => {
    const one = data.series[series] as Series<Values>;
    const first = Math.max(0, at - count);
    const start = one.start === undefined ? undefined : momentAt(data.frequency, one.start, first);
    return { ...dropFirst(one, first), start };
  });
  return {
    data: { ...data, series },
    origins: origins.map(({ at }, index) => ({ series: index, at: Math.min(at, count) })),
  };
}

function dropFirst(series: Series<Values>, steps: number): Series<Values> {
  const { covariates } = series;
  const values = series.values.subarray(steps);
  if (!covariates) return { ...series, values };
  const cut = (columns: ReadonlyMap<string, Values>): Map<string, Values> =>
    new Map([...columns].map(([name, column]) => [name, column.subarray(steps)]));
  return {
    ...series,
    values,
    covariates: { ...covariates, future: cut(covariates.future), past: cut(covariates.past) },
  };
}
