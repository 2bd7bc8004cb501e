import { InputError } from '@reprise/core/errors';
import { findColumn, listColumns, type Column } from './columns.ts';
import type { Form, ReadOptions } from './readOptions.ts';

/** What each column of a table is. */
export interface Roles {
  readonly form: Form;
  readonly id: Column | undefined;
  readonly time: Column | undefined;
  /** of the long form: one; of the others: of each series, or of each step */
  readonly values: readonly [Column, ...Column[]];
  readonly future: readonly Column[];
  readonly past: readonly Column[];
  readonly statics: readonly Column[];
  /** not read */
  readonly rest: readonly Column[];
}

const TIME_NAMES = [
  'ds',
  'time',
  'timestamp',
  'datetime',
  'date',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'period',
];
const ID_NAMES = ['unique_id', 'series_id', 'item_id', 'series', 'series_name', 'id'];
const VALUE_NAMES = ['y', 'value', 'target'];
/** Numbers of rows, as data frames are written with. */
const INDEX_NAME = /^(column0|unnamed: 0|index|no\.?)$/i;
const FEWEST_STEPS = 3;

/**
 * What the columns of a table are: as the options say, and by their names and kinds where only one thing can be meant.
 *
 * @throws InputError for a column that is not there or cannot be what it is said to be, and where several things could
 *   be meant, with all columns.
 */
export function rolesOf(columns: readonly Column[], options: ReadOptions): Roles {
  const named = (name: string | undefined, role: string) =>
    name === undefined ? undefined : findColumn(columns, name, role);
  const allNamed = (names: readonly string[] | undefined, role: string) =>
    (names ?? []).map((name) => findColumn(columns, name, role));
  const future = numbersOnly(allNamed(options.futureColumns, 'future columns'));
  const past = numbersOnly(allNamed(options.pastColumns, 'past columns'));
  const statics = allNamed(options.staticColumns, 'static columns');
  const given = [named(options.id, 'id'), named(options.time, 'time'), named(options.value, 'value')];
  const taken = [...given.filter((column) => column !== undefined), ...future, ...past, ...statics];
  const twice = taken.find((column, index) => taken.indexOf(column) < index);
  if (twice !== undefined)
    throw new InputError(`column ${JSON.stringify(twice.name)} is given two meanings: choose one`);

  const free = columns.filter((column) => !taken.includes(column) && !isRowNumber(column));
  const [givenId, givenTime, givenValue] = given;
  const covariates = { future, past, statics };
  const restOf = (...used: (Column | undefined)[]) =>
    columns.filter((column) => !taken.includes(column) && !used.includes(column));

  if (options.form === 'rows' || (options.form === undefined && areRows(free, options))) {
    const id = givenId ?? free[0];
    const values = free.filter((column) => column !== id && couldBeNumbers(column));
    refuse('rows', { time: givenTime, value: givenValue, future: future[0], past: past[0] });
    return {
      form: 'rows',
      id,
      time: undefined,
      values: some(values, columns),
      ...covariates,
      rest: restOf(id, ...values),
    };
  }

  const time = givenTime ?? timeAmong(free, columns);
  const afterTime = free.filter((column) => column !== time);
  const id = options.form === 'wide' ? undefined : (givenId ?? idAmong(afterTime, time));
  const numbers = afterTime.filter((column) => couldBeNumbers(column) && column !== id);
  const value = givenValue ?? byName(numbers, VALUE_NAMES) ?? (numbers.length === 1 ? numbers[0] : undefined);
  const isWide =
    options.form === 'wide' ||
    (options.form === undefined && value === undefined && id === undefined && time !== undefined);
  if (isWide && numbers.length > 0) {
    refuse('wide', { id: givenId, value: givenValue, static: statics[0] });
    return {
      form: 'wide',
      id: undefined,
      time,
      values: some(numbers, columns),
      ...covariates,
      rest: restOf(time, ...numbers),
    };
  }
  if (value === undefined) {
    throw new InputError(
      `which column is the value? Name it (value), or say that each column is a series (form wide). ` +
        `The columns are ${listColumns(columns)}`,
    );
  }
  return { form: 'long', id, time, values: [value], ...covariates, rest: restOf(id, time, value) };
}

/** A table of values without times, each row under a name of its own. */
function areRows(free: readonly Column[], { time, value }: ReadOptions): boolean {
  const [first, ...others] = free;
  return (
    time === undefined &&
    value === undefined &&
    first?.kind === 'text' &&
    new Set(first.sample).size === first.sample.length &&
    others.length >= FEWEST_STEPS &&
    others.every(couldBeNumbers)
  );
}

function timeAmong(free: readonly Column[], columns: readonly Column[]): Column | undefined {
  const times = free.filter(({ kind }) => kind === 'time');
  if (times.length === 0) refuseSpread(columns);
  const couldBe = free.filter((column) => column.kind === 'time' || column.timeForm !== undefined);
  const named = byName(couldBe, TIME_NAMES);
  if (named !== undefined || times.length === 1) return named ?? times[0];
  if (times.length > 1) {
    throw new InputError(`which column is the time? Name it (time). The columns are ${listColumns(columns)}`);
  }
  return undefined;
}

function refuseSpread(columns: readonly Column[]): void {
  const find = (name: string) => columns.find((column) => column.name.toLowerCase() === name)?.name;
  const [year, month, day, hour] = ['year', 'month', 'day', 'hour'].map(find);
  if (year === undefined || month === undefined) return;
  const date = `make_timestamp(${year}, ${month}, ${day ?? 1}, ${hour ?? 0}, 0, 0)`;
  const parts = [year, month, day, hour].filter((name) => name !== undefined).join(', ');
  throw new InputError(
    `the time is spread over several columns (${parts}): make one of them with a query, as ` +
      `"SELECT ${date} AS time, * EXCLUDE (${parts}) FROM …"`,
  );
}

/** By its name; or the only text where the same times come again, as they do for several series. */
function idAmong(free: readonly Column[], time: Column | undefined): Column | undefined {
  const isUnique = ({ sample }: Column) => sample.length > 1 && new Set(sample).size === sample.length;
  const named = byName(
    free.filter((column) => !isUnique(column)),
    ID_NAMES,
  );
  const texts = free.filter(({ kind }) => kind === 'text');
  const [only] = texts;
  if (named !== undefined || only === undefined || texts.length > 1) return named;
  const timesComeAgain = time !== undefined && !isUnique(time);
  return timesComeAgain || new Set(only.sample).size === 1 ? only : undefined;
}

function byName(columns: readonly Column[], names: readonly string[]): Column | undefined {
  for (const name of names) {
    const column = columns.find((known) => known.name.toLowerCase() === name);
    if (column !== undefined) return column;
  }
  return undefined;
}

function couldBeNumbers({ kind }: Column): boolean {
  return kind === 'number' || kind === 'empty';
}

function isRowNumber({ name, sample }: Column): boolean {
  return INDEX_NAME.test(name) && sample.every((text, row) => Number(text) - Number(sample[0]) === row);
}

function numbersOnly(columns: readonly Column[]): readonly Column[] {
  const text = columns.find(({ kind }) => kind === 'text' || kind === 'time');
  if (text !== undefined) {
    throw new InputError(
      `covariate ${JSON.stringify(text.name)} holds text, as ${JSON.stringify(text.sample[0] ?? '')}, and only numbers ` +
        'change over time: make numbers of it with a query (as CASE WHEN … THEN 1 ELSE 0 END), or, if it is the same ' +
        'for a whole series, name it among the static columns',
    );
  }
  return columns;
}

function refuse(form: Form, roles: Readonly<Record<string, Column | undefined>>): void {
  for (const [role, column] of Object.entries(roles)) {
    if (column === undefined) continue;
    throw new InputError(
      `form ${form} has no ${role} column, got ${JSON.stringify(column.name)}: leave it out`,
    );
  }
}

function some(values: readonly Column[], columns: readonly Column[]): readonly [Column, ...Column[]] {
  const [first, ...others] = values;
  if (first !== undefined) return [first, ...others];
  throw new InputError(`expected columns of numbers, got ${listColumns(columns)}`);
}
