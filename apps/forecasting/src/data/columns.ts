import { InputError, nearest } from '@reprise/core/errors';
import { sqlName, sqlText } from './duckdb.ts';
import { timeFormOf, type TimeForm } from './timeText.ts';

/** How DuckDB holds a column. */
export type Storage = 'number' | 'boolean' | 'time' | 'instant' | 'text';

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly storage: Storage;
  /** what its values are, as far as the first rows show; `empty` where they show nothing */
  readonly kind: 'number' | 'boolean' | 'time' | 'text' | 'empty';
  /** of the first rows that have one */
  readonly sample: readonly string[];
  /** of times held as text (or as a number, as 2024), if all of the sample have one */
  readonly timeForm: TimeForm | undefined;
}

/** Milliseconds since 1970 of a column, in SQL. */
export interface TimeColumn {
  readonly sql: string;
  readonly areInstants: boolean;
  /** how the first one looks */
  readonly example: string;
}

const NAN = `'nan'::DOUBLE`;
const MISSING = ['', 'na', 'n/a', 'nan', 'null', 'none'];

/** What a type of DuckDB holds. */
export function storageOf(type: string): Storage {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'instant';
  return /^(DATE$|TIMESTAMP)/.test(type) ? 'time' : 'text';
}

/**
 * A column as its first rows show it. Texts are taken for numbers where half of them are, so that a wrong one among
 * them is an error, not a reason to leave the column unread.
 *
 * @param texts of the first rows
 * @param missing texts that mean nothing is there, beside the usual ones
 */
export function columnOf(
  name: string,
  storage: Storage,
  texts: readonly (string | null)[],
  missing: readonly string[],
): Column {
  const sample = texts.filter((text) => text !== null).filter((text) => !isMissing(text, missing));
  const half = (test: (text: string) => boolean) => sample.filter(test).length * 2 >= sample.length;
  const first = sample[0];
  const timeForm = first === undefined ? undefined : timeFormOf(first.trim());
  const hasForm = timeForm !== undefined && half((text) => timeFormOf(text.trim()) === timeForm);
  let kind: Column['kind'];
  if (first === undefined) kind = storage === 'text' ? 'empty' : storage === 'instant' ? 'time' : storage;
  else if (storage !== 'text') kind = storage === 'instant' ? 'time' : storage;
  else if (half((text) => Number.isFinite(Number(text)))) kind = 'number';
  else if (half((text) => /^(true|false)$/i.test(text))) kind = 'boolean';
  else kind = hasForm ? 'time' : 'text';
  return { name, storage, kind, sample, timeForm: hasForm ? timeForm : undefined };
}

/** The column of a name. @throws InputError with the nearest one, and all. */
export function findColumn(columns: readonly Column[], name: string, role: string): Column {
  const column = columns.find((known) => known.name === name);
  if (column !== undefined) return column;
  const names = columns.map((known) => known.name);
  const meant = nearest(name, names);
  throw new InputError(
    `${role}: there is no column ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`} ` +
      `The columns are ${listColumns(columns)}`,
  );
}

export function listColumns(columns: readonly Column[]): string {
  const shown = columns.slice(0, 20).map(({ name, kind }) => `${name} (${kind})`);
  return (
    shown.join(', ') + (columns.length > shown.length ? ` and ${columns.length - shown.length} more` : '')
  );
}

/** A column's text in SQL. */
export function textSql({ name }: Column): string {
  return `CAST(${sqlName(name)} AS VARCHAR)`;
}

/** A column's numbers in SQL, never NULL: NaN is missing, infinity is no finite number. */
export function numberSql(
  { name, storage }: Pick<Column, 'name' | 'storage'>,
  missing: readonly string[],
): string {
  const column = sqlName(name);
  if (storage !== 'text') {
    const number = `coalesce(CAST(${column} AS DOUBLE), ${NAN})`;
    const numbers = missing.filter((text) => text.trim() !== '' && Number.isFinite(Number(text)));
    return numbers.length === 0
      ? number
      : `CASE WHEN CAST(${column} AS DOUBLE) IN (${numbers.join(', ')}) THEN ${NAN} ELSE ${number} END`;
  }
  const text = `lower(trim(${column}))`;
  const number =
    `coalesce(TRY_CAST(${column} AS DOUBLE), CASE WHEN ${column} IS NULL OR ${text} IN (${MISSING.map(sqlText).join(', ')}) ` +
    `THEN ${NAN} WHEN ${text} = 'true' THEN 1 WHEN ${text} = 'false' THEN 0 ELSE 'inf'::DOUBLE END)`;
  return missing.length === 0
    ? number
    : `CASE WHEN trim(${column}) IN (${missing.map((word) => sqlText(word.trim())).join(', ')}) THEN ${NAN} ELSE ${number} END`;
}

/** The number in a cell of text, as {@link numberSql} reads it. */
export function parseCell(text: string, missing: readonly string[]): number {
  if (text === '' || (missing.length > 0 && isMissing(text, missing))) return NaN;
  const number = Number(text);
  // To JavaScript, blanks are 0, and 0x10 is 16.
  if (!Number.isNaN(number) && (number !== 0 || text.includes('0')) && !/^\s*0[xob]/i.test(text))
    return number;
  if (isMissing(text, missing)) return NaN;
  const word = text.trim().toLowerCase();
  return word === 'true' ? 1 : word === 'false' ? 0 : Infinity;
}

/**
 * A column's times in SQL, never NULL: NaN is none.
 *
 * @throws InputError if its values are no times, with how to make times of them.
 */
export function timeColumn({ name, storage, timeForm, sample }: Column): TimeColumn {
  const column = sqlName(name);
  const example = sample[0] ?? '';
  const orNaN = (sql: string) => `coalesce(CAST(${sql} AS DOUBLE), ${NAN})`;
  if (storage === 'time' || storage === 'instant') {
    const time = storage === 'instant' ? column : `CAST(${column} AS TIMESTAMP)`;
    return { sql: orNaN(`epoch_ms(${time})`), areInstants: storage === 'instant', example };
  }
  if (timeForm === undefined || storage === 'boolean') {
    const isNumber = sample.length > 0 && sample.every((text) => Number.isFinite(Number(text)));
    throw new InputError(
      `column ${JSON.stringify(name)}: expected times as 2024-03-31 or 2024-03-31T02:00:00+01:00, got ` +
        `${JSON.stringify(example)}. Make times of them with a query, as ` +
        (isNumber
          ? `"SELECT to_timestamp(${name}) AS time, …"`
          : `"SELECT strptime(${name}, '%d.%m.%Y') AS time, …"`),
    );
  }
  return {
    sql: orNaN(timeForm.sql(`trim(CAST(${column} AS VARCHAR))`)),
    areInstants: timeForm.isInstant,
    example,
  };
}

function isMissing(text: string, missing: readonly string[]): boolean {
  const plain = text.trim();
  return MISSING.includes(plain.toLowerCase()) || missing.some((word) => word.trim() === plain);
}

/** What a column that does not change says of a series. @throws InputError if it says nothing. */
export function staticValue({ name, kind }: Column, text: string | null, series: string): number | string {
  if (text === null) {
    throw new InputError(
      `series ${series} has rows without a value in static column ${JSON.stringify(name)}, which has to be known: fill ` +
        'it with a query, or leave the column out',
    );
  }
  if (kind === 'boolean') return text.toLowerCase() === 'true' ? 1 : 0;
  const number = Number(text);
  return kind === 'number' && text.trim() !== '' && Number.isFinite(number) ? number : text;
}
