import { InputError } from '@reprise/core/errors';
import type { Covariates, Moment, Series } from '../series.ts';
import { momentAt, stepsBetween, type Calendar } from './calendar.ts';
import { clockHint, formatFrequency } from './frequency.ts';
import { formatMoment } from './moment.ts';
import { RowFault, type RawSeries } from './rawSeries.ts';

/** So many steps for each row are more likely a wrong time among the rows than a gap … */
const SPARSEST = 1000;
/** … unless there are few of them. */
const BELIEVED = 1_000_000;

/** Where rows are on the grid: the step of each, ascending, and the row it is where they are taken in another order. */
interface Placed {
  readonly places: Float64Array;
  readonly order: Int32Array | undefined;
  readonly steps: number;
}

/**
 * A series on the regular grid of a frequency: steps without a row are missing values.
 *
 * Rows behind the last value that have covariates known in the future are not missing values but steps to forecast:
 * they lengthen those covariates alone. (A series without any value keeps its rows.) What is known in the past only
 * may be missing, NaN; what is known in the future has to be known at every step.
 *
 * @param moments of the rows; undefined where the data has no times: each row is a step
 * @param order in which rows are in the order of time, if not their own
 * @throws RowFault for values that are no finite numbers, times between steps, and unknown covariates; InputError for
 *   a step without a row where covariates have to be known, and for a grid with next to no rows on it.
 */
export function onGrid(
  raw: RawSeries,
  moments: Float64Array | undefined,
  order: Int32Array | undefined,
  calendar: Calendar,
): Series {
  checkFinite(raw, raw.valueColumn, raw.values);
  const placed =
    moments === undefined
      ? { places: raw.values.map((_, row) => row), order, steps: raw.values.length }
      : place(raw, moments, order, calendar);
  const start = moments?.[order?.[0] ?? 0];
  const values = spread(raw.values, placed);
  const known = values.findLastIndex((value) => !Number.isNaN(value)) + 1;
  const length = raw.future.size > 0 && known > 0 ? known : values.length;
  const hasCovariates = raw.future.size + raw.past.size + raw.statics.size > 0;
  return {
    id: raw.id,
    start,
    values: values.subarray(0, length),
    ...(hasCovariates && { covariates: covariatesOf(raw, placed, length, start, calendar) }),
  };
}

function place(
  raw: RawSeries,
  moments: Float64Array,
  order: Int32Array | undefined,
  calendar: Calendar,
): Placed {
  const { frequency } = calendar;
  const rowOf = (index: number) => order?.[index] ?? index;
  const start = moments[rowOf(0)] ?? 0;
  let last = -1;
  const places = moments.map((_, index) => {
    const moment = moments[rowOf(index)] ?? 0;
    const step = stepsBetween(frequency, start, moment);
    if (step === undefined || step === last) {
      throw misfit(raw, rowOf(index), calendar, start, moment);
    }
    last = step;
    return step;
  });
  const steps = last + 1;
  if (steps > BELIEVED && steps > moments.length * SPARSEST) {
    throw new InputError(
      `series ${raw.id}: ${moments.length} rows from ${formatMoment(calendar, start)} to ` +
        `${formatMoment(calendar, moments[rowOf(moments.length - 1)] ?? 0)} are ${steps} values, ` +
        `one every ${formatFrequency(frequency)}, nearly all of them missing: name a larger frequency, or see whether one of ` +
        'the times is wrong',
    );
  }
  return { places, order, steps };
}

function misfit(raw: RawSeries, row: number, calendar: Calendar, start: Moment, moment: Moment): RowFault {
  return new RowFault(
    [raw.rowAt(row)],
    undefined,
    ([cell]) =>
      `frequency: series ${raw.id} starts at ${formatMoment(calendar, start)}; with a value every ` +
      `${formatFrequency(calendar.frequency)} there can be no further one at ${formatMoment(calendar, moment)} ` +
      `(${cell?.place ?? ''}). Name another frequency, or make the steps regular with a query ` +
      `(date_trunc, time_bucket, GROUP BY)${clockHint(calendar)}`,
  );
}

function covariatesOf(
  raw: RawSeries,
  placed: Placed,
  length: number,
  start: Moment | undefined,
  calendar: Calendar,
): Covariates {
  const future = new Map<string, Float64Array>();
  for (const [column, known] of raw.future) {
    checkFinite(raw, column, known);
    const values = spread(known, placed);
    const step = values.findIndex(Number.isNaN);
    if (step !== -1) throw unknown(raw, column, placed, step, start, calendar);
    future.set(column, values);
  }
  const past = new Map<string, Float64Array>();
  for (const [column, known] of raw.past) {
    checkFinite(raw, column, known);
    past.set(column, spread(known, placed).subarray(0, length));
  }
  return { future, past, statics: raw.statics };
}

function unknown(
  raw: RawSeries,
  column: string,
  { places, order }: Placed,
  step: number,
  start: Moment | undefined,
  calendar: Calendar,
): Error {
  const advice =
    `${JSON.stringify(column)} is said to be known in the future, and has to be known at every step. Fill it with a ` +
    'query, or say that it is known in the past only';
  const index = places.indexOf(step);
  if (index === -1) {
    const moment =
      start === undefined
        ? `step ${step + 1}`
        : formatMoment(calendar, momentAt(calendar.frequency, start, step));
    return new InputError(`series ${raw.id} has no row at ${moment}, but covariate ${advice}`);
  }
  return new RowFault(
    [raw.rowAt(order?.[index] ?? index)],
    column,
    ([cell]) => `${cell?.place ?? ''}: no value: ${advice}`,
  );
}

/** The values of a column at each step; NaN where there is no row. */
function spread(column: Float64Array, { places, order, steps }: Placed): Float64Array {
  if (order === undefined && steps === column.length) return column;
  const values = new Float64Array(steps).fill(NaN);
  places.forEach((step, index) => (values[step] = column[order?.[index] ?? index] ?? NaN));
  return values;
}

function checkFinite(raw: RawSeries, column: string, values: Float64Array): void {
  const row = values.findIndex((value) => value === Infinity || value === -Infinity);
  if (row === -1) return;
  throw new RowFault([raw.rowAt(row)], column, (cells) => {
    const [{ place: where, text } = { place: '', text: '' }] = cells;
    const comma = /^-?\d+,\d+$/.test(text.trim());
    return (
      `${where} (series ${raw.id}): expected a finite number in column ${JSON.stringify(column)}, got ` +
      `${JSON.stringify(text)}. ` +
      (comma
        ? `With a decimal comma, read it as CAST(replace(${JSON.stringify(column)}, ',', '.') AS DOUBLE) in a query`
        : 'Empty, NA, NaN, null and what is named in "missing" are missing values; correct or leave out all others')
    );
  });
}
