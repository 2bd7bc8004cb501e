import type { DataSet, Series } from './series.ts';
import { LazyValues, type Values } from './values.ts';

/** Numbers as they are in a file, and which of them were fetched. */
export function distant(
  numbers: Float64Array,
  fetched: [from: number, to: number][] = [],
): { readonly values: LazyValues; readonly fetched: readonly [from: number, to: number][] } {
  const fetch = (from: number, to: number): Float64Array => {
    fetched.push([from, to]);
    return numbers.slice(from, to);
  };
  return { values: new LazyValues(fetch, 0, numbers.length), fetched };
}

/** A data set whose numbers are fetched, and from where to where that was done, of all columns together. */
export function distantData<D extends DataSet>(
  data: D,
): { readonly data: Omit<D, 'series'> & DataSet<Values>; readonly fetched: readonly [number, number][] } {
  const fetched: [number, number][] = [];
  const all = (columns: ReadonlyMap<string, Float64Array>): Map<string, Values> =>
    new Map([...columns].map(([name, values]) => [name, distant(values, fetched).values]));
  const series = data.series.map(({ values, covariates, ...rest }: Series): Series<Values> => ({
    ...rest,
    values: distant(values, fetched).values,
    ...(covariates && {
      covariates: { ...covariates, future: all(covariates.future), past: all(covariates.past) },
    }),
  }));
  return { data: { ...data, series }, fetched };
}
