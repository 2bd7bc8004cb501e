import type { DataSet, Series } from '../series.ts';
import { LazyValues, type Values } from '../values.ts';
import { holidayFeature, loadHolidays } from './holidays.ts';

const PREFIX = 'holiday ';

/** The column of the holidays of a place, as DE or DE-BY: a covariate that is known ahead. */
export function holidayColumn(place: string): string {
  return `${PREFIX}${place}`;
}

/** The places whose holidays are among some columns. */
export function holidayPlaces(columns: readonly string[]): string[] {
  return columns.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

/**
 * Adds the holidays of a place to what is known ahead of each series.
 * @param place a country, or a country and its part: DE, DE-BY
 * @param ahead steps behind the values for which they are needed
 * @throws InputError for an unknown place, and where steps are longer than a day or have no times
 */
export async function withHolidays<D extends DataSet<Values>>(
  data: D,
  place: string,
  ahead: number,
): Promise<D> {
  const [country = '', region] = place.split('-', 2);
  const holidays = await loadHolidays(region === undefined ? { country } : { country, region });
  const name = holidayColumn(place);
  const series = data.series.map((one): Series<Values> => {
    const { start, values, covariates } = one;
    const daysIn = (from: number, to: number): Float64Array =>
      Float64Array.from(holidayFeature(holidays, data, start, from, to - from) ?? []);
    // What is wrong with the frequency is told now, not when the first days are fetched.
    if (!holidayFeature(holidays, data, start, 0, 0)) return one;
    const length = values.length + ahead;
    const days = values instanceof LazyValues ? new LazyValues(daysIn, 0, length) : daysIn(0, length);
    const future = new Map(covariates?.future).set(name, days);
    return {
      ...one,
      covariates: { past: new Map(), statics: new Map(), ...covariates, future },
    };
  });
  return { ...data, series };
}
