import { InputError } from '@reprise/core/errors';
import type { Origin } from './model/window.ts';
import type { DataSet, Series } from './series.ts';
import { hasKnown, type Values } from './values.ts';

/** How many steps at the end of each series are kept from the training. */
export interface SplitOptions {
  readonly horizon: number;
  /** the last ones, which the training never sees; by default a horizon */
  readonly testSteps?: number | undefined;
  /** those before them, by which the training is watched and the intervals are calibrated; by default a horizon */
  readonly validSteps?: number | undefined;
}

/** A data set in parts by time. */
export interface Split {
  /** series that end where the validation begins; those that are too short to learn from are left out */
  readonly train: DataSet<Values>;
  /** series that end where the test begins, and where forecasts of the validation begin in them */
  readonly valid: { readonly data: DataSet<Values>; readonly origins: readonly Origin[] };
  /** whole series, and where the test begins in them; no origins where no steps are tested */
  readonly test: { readonly data: DataSet<Values>; readonly origins: readonly Origin[] };
  /** how many series have too few values to be learned from */
  readonly tooShort: number;
}

/** The fewest values that a window can be learned from: one that is read, one that is forecast. */
const FEWEST = 2;

/**
 * Cuts each series by time, so that what is measured lies behind all that was learned from.
 * @throws InputError when steps are not whole horizons' worth, or no series is left to learn from
 */
export function splitByTime(data: DataSet<Values>, { horizon, testSteps, validSteps }: SplitOptions): Split {
  const [test, valid] = [testSteps ?? horizon, validSteps ?? horizon];
  for (const [name, steps] of [
    ['--test-steps', test],
    ['--valid-steps', valid],
  ] as const) {
    if (steps !== 0 && steps < horizon) {
      throw new InputError(`${name}: expected 0 or at least the horizon, ${horizon}, got ${steps}.`);
    }
  }
  const cut = (steps: number): Series<Values>[] => data.series.map((series) => shorten(series, steps));
  const train = cut(test + valid).filter(({ values }) => hasKnown(values, FEWEST));
  if (train.length === 0) {
    const longest = data.series.reduce((most, { values }) => Math.max(most, values.length), 0);
    throw new InputError(
      `train: expected a series of more than ${test + valid + FEWEST} values (${test} of them for the test, ${valid} for the validation), ` +
        `got at most ${longest}. Lower --horizon, or give --test-steps 0 --valid-steps 0.`,
    );
  }
  return {
    train: { ...data, series: train },
    valid: { data: { ...data, series: cut(test) }, origins: originsIn(data, test, valid, horizon) },
    test: { data, origins: originsIn(data, 0, test, horizon) },
    tooShort: data.series.length - train.length,
  };
}

/** The beginnings of whole horizons in the last `steps` before `behind`, of series that have something before them. */
function originsIn({ series }: DataSet<Values>, behind: number, steps: number, horizon: number): Origin[] {
  if (steps === 0) return [];
  return series.flatMap(({ values }, index) => {
    const first = values.length - behind - steps;
    if (first < 1 || !hasKnown(values.subarray(0, first), 1)) return [];
    const count = Math.floor(steps / horizon);
    return Array.from({ length: count }, (_, window) => ({ series: index, at: first + window * horizon }));
  });
}

/** A series without its last values. What is known ahead stays: it is known. */
export function shorten(series: Series<Values>, steps: number): Series<Values> {
  const length = Math.max(0, series.values.length - steps);
  const { covariates } = series;
  if (!covariates) return { ...series, values: series.values.subarray(0, length) };
  const past = [...covariates.past].map(([name, column]) => [name, column.subarray(0, length)] as const);
  return {
    ...series,
    values: series.values.subarray(0, length),
    covariates: { ...covariates, past: new Map(past) },
  };
}
