import type { Batch } from '@reprise/core';
import { calendarFeatures } from '../data/calendarFeatures.ts';
import { countKnown, type DataSet, type Series } from '../series.ts';
import { featureCountOf, SERIES, type InputSpec, type Standard } from './inputs.ts';
import type { Settings } from '../settings.ts';
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

/** @param spec what each series has, see `checkInputs` */
export function windowCutter(data: DataSet, spec: InputSpec, shape: WindowShape): WindowCutter {
  const { context, reach, horizon } = shape;
  const columns = data.series.map((series) => lazily(() => columnsOf(data, spec, series, horizon)));
  const categories = data.series.map((series) => categoriesOf(spec, series));
  const featureCount = featureCountOf(spec);

  const cut = (origins: readonly Origin[]): WindowBatch => {
    const size = origins.length;
    const past = new Float32Array(size * (reach + context));
    const future = new Float32Array(size * horizon);
    const features = new Float32Array(size * (context + horizon) * featureCount);
    const pastFeatures = new Float32Array(size * context * spec.past.length);
    const statics = new Float32Array(size * (spec.statics.length + 1));
    const scalings = origins.map((origin, row) => {
      const series = data.series[origin.series] as Series;
      const { values } = series;
      const { at } = origin;
      copySteps(
        values,
        at - context - reach,
        past.subarray(row * (reach + context), (row + 1) * (reach + context)),
      );
      copySteps(values, at, future.subarray(row * horizon, (row + 1) * horizon));
      const { ahead, then, statics: fixed } = (columns[origin.series] as () => SeriesColumns)();
      interleave(ahead, at - context, features, row * (context + horizon), context + horizon);
      interleave(then, at - context, pastFeatures, row * context, context);
      const known = values.subarray(0, at);
      const scaling = scalingOf(shape.scaling, known.subarray(Math.max(0, at - context)), known);
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
      categories: spec.categories.map((_, index) =>
        Int32Array.from(origins, ({ series }) => categories[series]?.[index] ?? 0),
      ),
      tokens: countKnown(future),
    };
  };
  return { shape, cut };
}

interface SeriesColumns {
  /** of each step of the series and of a horizon behind it */
  readonly ahead: readonly Float32Array[];
  readonly then: readonly Float32Array[];
  readonly statics: readonly number[];
}

function columnsOf(data: DataSet, spec: InputSpec, series: Series, horizon: number): SeriesColumns {
  const { values, start, covariates } = series;
  const length = values.length + horizon;
  const calendar = spec.calendar.length > 0 ? calendarFeatures(data, start, 0, length).values : [];
  const age = Float32Array.from({ length }, (_, step) => Math.log10(2 + step));
  return {
    ahead: [
      ...calendar,
      ...spec.future.map((standard) => standardise(covariates?.future.get(standard.name), standard, length)),
      age,
    ],
    then: spec.past.map((standard) =>
      standardise(covariates?.past.get(standard.name), standard, values.length),
    ),
    statics: spec.statics.map(
      ({ name, mean, deviation }) => (Number(covariates?.statics.get(name)) - mean) / deviation,
    ),
  };
}

/** Missing numbers become the mean. */
function standardise(
  column: Float64Array | undefined,
  { mean, deviation }: Standard,
  length: number,
): Float32Array {
  return Float32Array.from({ length }, (_, step) => {
    const value = column?.[step] ?? NaN;
    return Number.isNaN(value) ? 0 : (value - mean) / deviation;
  });
}

function categoriesOf({ categories }: InputSpec, { id, covariates }: Series): number[] {
  return categories.map(
    ({ name, values }) => values.indexOf(name === SERIES ? id : String(covariates?.statics.get(name))) + 1,
  );
}

/** Copies steps from `from` on; those outside of the series are missing. */
function copySteps(values: Float64Array, from: number, to: Float32Array): void {
  for (let index = 0; index < to.length; index++) to[index] = values[from + index] ?? NaN;
}

/** Writes columns side by side, a row a step; steps before the start are zero. */
function interleave(
  columns: readonly Float32Array[],
  from: number,
  to: Float32Array,
  firstRow: number,
  count: number,
): void {
  const width = columns.length;
  columns.forEach((column, index) => {
    for (let step = Math.max(0, -from); step < count; step++)
      to[(firstRow + step) * width + index] = column[from + step] ?? 0;
  });
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
