import type { Batch } from '@reprise/core';
import { calendarFeatures } from '../data/calendarFeatures.ts';
import { countKnown, type DataSet, type Series } from '../series.ts';
import type { Settings } from '../settings.ts';
import { readValues, type Values } from '../values.ts';
import { featureCountOf, SERIES, type InputSpec, type Standard } from './inputs.ts';
import { scalingOf, type Scaling } from './scaling.ts';

/** How windows are cut. */
export interface WindowShape {
  /** steps that the network reads */
  readonly context: number;
  /** steps before them that only lags reach */
  readonly reach: number;
  /** steps ahead */
  readonly horizon: number;
  readonly scaling: Settings['scaling'];
}

/** Parts of several series as plain arrays; what is missing is NaN. */
export interface WindowBatch extends Batch {
  readonly size: number;
  /** [size, reach + context], as they are, not scaled */
  readonly past: Float32Array;
  /** [size, horizon]; NaN throughout where nobody knows it yet */
  readonly future: Float32Array;
  readonly scalings: readonly Scaling[];
  /** [size, context + horizon, `featureCountOf`]: calendar, covariates known ahead, age */
  readonly features: Float32Array;
  /** [size, context, features]: covariates known when the value is */
  readonly pastFeatures: Float32Array;
  /** [size, features]: static numbers, and the size of the scale */
  readonly statics: Float32Array;
  /** for each category: [size] */
  readonly categories: readonly Int32Array[];
}

/** A place in a data set: the first step ahead of the window, counted from the start of the series. */
export interface Origin {
  readonly series: number;
  readonly at: number;
}

/** Cuts windows out of series. */
export interface WindowCutter {
  readonly shape: WindowShape;
  /**
   * The windows before and behind some origins. Nothing of a window but `future`, and the features that are known ahead,
   * depends on what lies at its origin or behind.
   */
  readonly cut: (origins: readonly Origin[]) => WindowBatch;
}

/** Bytes of the features of whole series that are kept for further windows; where all have more, each window's are made. */
const KEPT = 256e6;

/**
 * @param spec what each series has, see `checkInputs`
 * @param kept bytes of features that may be kept
 */
export function windowCutter(
  data: DataSet<Values>,
  spec: InputSpec,
  shape: WindowShape,
  kept: number = KEPT,
): WindowCutter {
  const { context, reach, horizon } = shape;
  const categories = categoriesOf(data, spec);
  const featureCount = featureCountOf(spec);
  const steps = data.series.reduce((sum, { values }) => sum + values.length + horizon, 0);
  const areKept = 4 * steps * (featureCount + spec.past.length) <= kept;
  const ofSeries: SeriesColumns[] = [];

  const columnsAt = (index: number, at: number): SeriesColumns => {
    const series = data.series[index] as Series<Values>;
    if (areKept)
      return (ofSeries[index] ??= columnsOf(data, spec, series, [0, series.values.length, horizon]));
    return columnsOf(data, spec, series, [Math.max(0, at - context), at, horizon]);
  };

  const cut = (origins: readonly Origin[]): WindowBatch => {
    const size = origins.length;
    const past = new Float32Array(size * (reach + context));
    const future = new Float32Array(size * horizon);
    const features = new Float32Array(size * (context + horizon) * featureCount);
    const pastFeatures = new Float32Array(size * context * spec.past.length);
    const statics = new Float32Array(size * (spec.statics.length + 1));
    const scalings = origins.map((origin, row) => {
      const { values } = data.series[origin.series] as Series<Values>;
      const { at } = origin;
      const first = Math.max(0, at - context - reach);
      const near = readValues(values.subarray(first, at + horizon));
      copySteps(
        near,
        at - context - reach - first,
        past.subarray(row * (reach + context), (row + 1) * (reach + context)),
      );
      copySteps(near, at - first, future.subarray(row * horizon, (row + 1) * horizon));
      const { from, ahead, then, statics: fixed } = columnsAt(origin.series, at);
      copyRows(ahead, at - context - from, context + horizon, features, row, featureCount);
      copyRows(then, at - context - from, context, pastFeatures, row, spec.past.length);
      const read = near.subarray(Math.max(0, at - context) - first, at - first);
      const scaling = scalingOf(shape.scaling, read, values.subarray(0, at));
      statics.set([...fixed, Math.log10(scaling.scale)], row * (spec.statics.length + 1));
      return scaling;
    });
    return {
      size,
      past,
      future,
      scalings,
      features,
      pastFeatures,
      statics,
      categories: categories.map((numbers) =>
        Int32Array.from(origins, ({ series }) => numbers[series] as number),
      ),
      tokens: countKnown(future),
    };
  };
  return { shape, cut };
}

interface SeriesColumns {
  /** the first step that they are of */
  readonly from: number;
  /** of each step, and of a horizon behind them, a row a step */
  readonly ahead: Float32Array;
  /** of each step, a row a step */
  readonly then: Float32Array;
  readonly statics: readonly number[];
}

/** @param steps from the first to before the next, and how many behind them are a horizon */
function columnsOf(
  data: DataSet<Values>,
  spec: InputSpec,
  { start, covariates }: Series<Values>,
  [from, to, horizon]: readonly [from: number, to: number, horizon: number],
): SeriesColumns {
  const length = to + horizon - from;
  const calendar = spec.calendar.length > 0 ? calendarFeatures(data, start, from, length).values : [];
  const age = Float32Array.from({ length }, (_, step) => Math.log10(2 + from + step));
  const standardised = (kind: 'future' | 'past', end: number): Float32Array[] =>
    spec[kind].map((standard) =>
      standardise(covariates?.[kind].get(standard.name)?.subarray(from, end), standard, end - from),
    );
  return {
    from,
    ahead: interleave([...calendar, ...standardised('future', to + horizon), age]),
    then: interleave(standardised('past', to)),
    statics: spec.statics.map(
      ({ name, mean, deviation }) => (Number(covariates?.statics.get(name)) - mean) / deviation,
    ),
  };
}

/** Missing numbers become the mean. */
function standardise(
  values: Values | undefined,
  { mean, deviation }: Standard,
  length: number,
): Float32Array {
  const column = values && readValues(values);
  return Float32Array.from({ length }, (_, step) => {
    const value = column?.[step] ?? NaN;
    return Number.isNaN(value) ? 0 : (value - mean) / deviation;
  });
}

/** Of each category, the number of each series. */
function categoriesOf({ series }: DataSet<Values>, { categories }: InputSpec): Int32Array[] {
  return categories.map(({ name, values }) => {
    const numbers = new Map(values.map((value, index) => [value, index + 1]));
    const nameOf = ({ id, covariates }: Series<Values>): string =>
      name === SERIES ? id : String(covariates?.statics.get(name));
    return Int32Array.from(series, (one) => numbers.get(nameOf(one)) ?? 0);
  });
}

/** Copies steps from `from` on; those outside of the series are missing. */
function copySteps(values: Float64Array, from: number, to: Float32Array): void {
  const [first, end] = [Math.max(0, -from), Math.min(to.length, values.length - from)];
  to.fill(NaN);
  if (first < end) to.set(values.subarray(from + first, from + end), first);
}

/** Columns side by side, a row a step. */
function interleave(columns: readonly Float32Array[]): Float32Array {
  const width = columns.length;
  const rows = new Float32Array(width * (columns[0]?.length ?? 0));
  columns.forEach((column, index) => {
    for (let step = 0; step < column.length; step++) rows[step * width + index] = column[step] as number;
  });
  return rows;
}

/** Copies `count` rows from `from` on, those of a window; rows before the start stay zero. */
function copyRows(
  rows: Float32Array,
  from: number,
  count: number,
  to: Float32Array,
  window: number,
  width: number,
): void {
  const skipped = Math.max(0, -from);
  to.set(rows.subarray((from + skipped) * width, (from + count) * width), (window * count + skipped) * width);
}
