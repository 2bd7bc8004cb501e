import { InputError } from '@reprise/core/errors';
import { calendarFeatures } from '../data/calendarFeatures.ts';
import type { DataSet, Series } from '../series.ts';
import type { Settings } from '../settings.ts';
import { readValues, type Values } from '../values.ts';

/** How a number column is brought to mean 0 and deviation 1. */
export interface Standard {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

/** A static column of names, or the series themselves: each known name has a number from 1 on; 0 is any other. */
export interface Category {
  readonly name: string;
  readonly values: readonly string[];
}

/** What a network takes besides the values, as it was when it was trained. */
export interface InputSpec {
  /** names of the calendar features; none where the data has no times */
  readonly calendar: readonly string[];
  readonly future: readonly Standard[];
  readonly past: readonly Standard[];
  readonly statics: readonly Standard[];
  readonly categories: readonly Category[];
}

/** How many features known ahead a step has: calendar, covariates, the age of the series. */
export function featureCountOf({ calendar, future }: InputSpec): number {
  return calendar.length + future.length + 1;
}

/** The name of the category that is the series itself. */
export const SERIES = 'series';

/**
 * What the training data has to offer, of what the network reads: DeepAR, which draws each value in turn, would need
 * past covariates of steps that nobody knows.
 * @throws InputError where series differ in their columns
 */
export function inputSpecOf(
  data: DataSet<Values>,
  { seriesEmbedding, model }: Pick<Settings, 'seriesEmbedding' | 'model'>,
): InputSpec {
  const { series } = data;
  const first = series[0];
  for (const other of series) if (first) checkColumns(first, other);
  const columns = (kind: 'future' | 'past'): Standard[] =>
    [...(first?.covariates?.[kind].keys() ?? [])].map((name) =>
      standardOf(
        name,
        series.map(({ covariates, values }) =>
          // What lies behind the values is the future of the training.
          (covariates?.[kind].get(name) as Values).subarray(0, values.length),
        ),
      ),
    );
  const statics = [...(first?.covariates?.statics ?? [])];
  const ofAll = (name: string): (number | string)[] =>
    series.map(({ covariates }) => covariates?.statics.get(name) as number | string);
  const isText = ([, value]: readonly [string, number | string]): boolean => typeof value === 'string';
  return {
    calendar: first ? calendarFeatures(data, first.start, 0, 1).names : [],
    future: columns('future'),
    past: model === 'deepar' ? [] : columns('past'),
    statics: statics
      .filter((column) => !isText(column))
      .map(([name]) => standardOf(name, [Float64Array.from(ofAll(name), Number)])),
    categories: [
      ...statics
        .filter(isText)
        .map(([name]) => ({ name, values: [...new Set(ofAll(name).map(String))].sort() })),
      ...(seriesEmbedding ? [{ name: SERIES, values: series.map(({ id }) => id) }] : []),
    ],
  };
}

/**
 * Checks that a series has what the network was trained with.
 * @throws InputError that names the column and the series
 */
export function checkInputs(
  spec: InputSpec,
  { id, start, covariates }: Series<Values>,
  horizon: number,
  length: number,
): void {
  if (spec.calendar.length > 0 && start === undefined) {
    throw new InputError(
      `series '${id}': the model was trained with times (${spec.calendar.join(', ')}), got data without. ` +
        'Name the column of times.',
    );
  }
  for (const kind of ['future', 'past'] as const) {
    for (const { name } of spec[kind]) {
      const column = covariates?.[kind].get(name);
      const needed = kind === 'future' ? length + horizon : length;
      if (!column) {
        throw new InputError(
          `series '${id}': the model was trained with the ${kind} covariate '${name}', got none.`,
        );
      }
      if (column.length < needed) {
        throw new InputError(
          `series '${id}': expected '${name}' for ${needed} steps, the last ${horizon} of them ahead, got ${column.length}. ` +
            'Add rows with its values and an empty target.',
        );
      }
    }
  }
  for (const { name } of [...spec.statics, ...spec.categories]) {
    if (name !== SERIES && !covariates?.statics.has(name))
      throw new InputError(
        `series '${id}': the model was trained with the static column '${name}', got none.`,
      );
  }
}

function checkColumns(first: Series<Values>, other: Series<Values>): void {
  const names = ({ covariates }: Series<Values>): string =>
    covariates
      ? [...covariates.future.keys(), ...covariates.past.keys(), ...covariates.statics.keys()].join(', ')
      : 'none';
  if (names(first) !== names(other)) {
    throw new InputError(
      `series '${other.id}': expected the covariates of series '${first.id}' (${names(first)}), got ${names(other)}.`,
    );
  }
}

function standardOf(name: string, parts: readonly Values[]): Standard {
  let [count, sum, squares] = [0, 0, 0];
  for (const part of parts) {
    for (const value of readValues(part)) {
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  for (const part of parts)
    for (const value of readValues(part)) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, count));
  return { name, mean, deviation: deviation > 0 ? deviation : 1 };
}
