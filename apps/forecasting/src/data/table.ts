import { InputError } from '@reprise/core/errors';
import { columnOf, storageOf, type Column } from './columns.ts';
import { csvRows, csvSql, openCsv, type CsvFile } from './csv.ts';
import { sqlName, sqlText, sqlTexts, type Duck } from './duckdb.ts';
import type { Cell } from './rawSeries.ts';
import type { ReadOptions } from './readOptions.ts';
import { nameOfFiles, type FileSet, type Format } from './sources.ts';

/** Rows with named columns, wherever they are from. */
export interface Table {
  readonly duck: Duck;
  /** as messages call it */
  readonly name: string;
  /** SQL of a relation with all rows; the same order whenever it is read */
  readonly relation: string;
  readonly columns: readonly Column[];
  /** the files, where the table is of CSV */
  readonly csv: readonly CsvFile[] | undefined;
  /** whether the order of its rows means anything */
  readonly isOrdered: boolean;
  /** Where rows are (counted from 0), and what stands there in a column: to be told in messages. */
  look(rows: readonly number[], column: string | undefined): Promise<Cell[]>;
}

/** The column with the number of a row. */
export const ROW = 'reprise_row';

/**
 * Several threads of DuckDB 1.5 do not always give the rows of several CSV files in the order of the files. Whatever
 * does not depend on an order ends this with {@link IN_ANY_ORDER}.
 */
const IN_ORDER = 'SET threads = 1';
export const IN_ANY_ORDER = 'RESET threads';

const FILE = 'reprise_file';
/** How many values of the first rows are looked at. */
const SAMPLED = 200_000;
const [FEWEST_ROWS, MOST_ROWS] = [20, 1000];

/** {@link Table.relation} with the number of each row, from 0, in the column {@link ROW}. */
export function numbered(relation: string): string {
  return `SELECT *, row_number() OVER () - 1 AS ${ROW} FROM (${relation})`;
}

/** A table of files. */
export async function fileTable(
  duck: Duck,
  { format, paths }: FileSet,
  { missing = [] }: ReadOptions,
): Promise<Table> {
  const name = nameOfFiles(paths);
  await duck.run(IN_ORDER);
  const csv = format === 'csv' ? await openCsv(duck, paths) : undefined;
  const sqlOf =
    csv === undefined
      ? await otherSql(duck, format, paths)
      : (fileColumn?: string) => csvSql(csv, fileColumn);
  return {
    duck,
    name,
    relation: sqlOf(),
    csv,
    columns:
      csv === undefined
        ? await sampleColumns(duck, sqlOf(), name, missing)
        : await sampleCsv(duck, csv, name, missing),
    isOrdered: true,
    look: (rows, column) => look(duck, sqlOf(FILE), sqlName(FILE), rows, column),
  };
}

/** What a query gives, kept, since another run of it could give the same rows in another order. */
export async function queryTable(duck: Duck, query: string, { missing = [] }: ReadOptions): Promise<Table> {
  const plain = query.trim().replace(/;\s*$/, '');
  // What is wrong with it is told of the query alone.
  await duck.run(`EXPLAIN ${plain}`);
  await duck.run(`CREATE TEMP TABLE reprise_query AS SELECT * FROM (${plain}\n)`);
  await duck.run(IN_ORDER);
  const relation = 'SELECT * FROM temp.reprise_query';
  const columns = await sampleColumns(duck, relation, 'the query', missing);
  return {
    duck,
    name: 'the query',
    relation,
    columns,
    csv: undefined,
    isOrdered: false,
    look: (rows, column) => look(duck, relation, `'the query'`, rows, column),
  };
}

/** SQL of a relation with the rows of files, and with the file of each row in a column of the name given. */
async function otherSql(
  duck: Duck,
  format: Format,
  paths: readonly string[],
): Promise<(fileColumn?: string) => string> {
  const fileSql = (fileColumn?: string) =>
    fileColumn === undefined ? '' : `, filename = ${sqlText(fileColumn)}`;
  if (format === 'parquet')
    return (fileColumn) => `SELECT * FROM read_parquet(${sqlTexts(paths)}${fileSql(fileColumn)})`;
  // As text, so that a number that is none is an error with its row.
  const described = await duck.rows(`DESCRIBE SELECT * FROM read_json(${sqlTexts(paths)})`);
  const types = described.map(([name]) => `${sqlText(name ?? '')}: 'VARCHAR'`).join(', ');
  return (fileColumn) =>
    `SELECT * FROM read_json(${sqlTexts(paths)}, columns = {${types}}${fileSql(fileColumn)})`;
}

async function sampleCsv(
  duck: Duck,
  files: readonly CsvFile[],
  name: string,
  missing: readonly string[],
): Promise<Column[]> {
  const names = files[0]?.columns ?? [];
  const rows: (readonly string[])[] = [];
  for await (const cells of csvRows(duck, files, names)) {
    if (rows.push(cells) >= sampledRows(names.length)) break;
  }
  return columnsOf(
    names.map((column) => [column, 'VARCHAR']),
    rows,
    name,
    missing,
  );
}

async function sampleColumns(
  duck: Duck,
  relation: string,
  name: string,
  missing: readonly string[],
): Promise<Column[]> {
  const described = await duck.rows(`DESCRIBE ${relation}`);
  const rows = await duck.rows(
    `SELECT COLUMNS(*)::VARCHAR FROM (${relation}) LIMIT ${sampledRows(described.length)}`,
  );
  return columnsOf(described, rows, name, missing);
}

function sampledRows(columns: number): number {
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(SAMPLED / columns)));
}

/** @param described names and types */
function columnsOf(
  described: readonly (readonly (string | null)[])[],
  rows: readonly (readonly (string | null)[])[],
  name: string,
  missing: readonly string[],
): Column[] {
  if (rows.length === 0) throw new InputError(`${name}: expected rows, got none (only the names of columns)`);
  return described.map(([column, type], index) =>
    columnOf(
      column ?? '',
      storageOf(type ?? ''),
      rows.map((row) => row[index] ?? null),
      missing,
    ),
  );
}

/** @param file SQL of the name of a row's file */
async function look(
  duck: Duck,
  relation: string,
  file: string,
  rows: readonly number[],
  column: string | undefined,
): Promise<Cell[]> {
  const text = column === undefined ? `''` : `coalesce(CAST(${sqlName(column)} AS VARCHAR), '')`;
  const found = await duck.rows(
    `WITH all_rows AS (SELECT ${file} AS file, ${text} AS text, ${ROW} FROM (${numbered(relation)})), ` +
      `files AS (SELECT file, min(${ROW}) AS first FROM all_rows GROUP BY file) ` +
      `SELECT ${ROW}, file, ${ROW} - first + 1, text FROM all_rows JOIN files USING (file) ` +
      `WHERE ${ROW} IN (${rows.join(', ')})`,
  );
  return rows.map((row) => {
    const [, path = '', number = '', content = ''] = found.find(([at]) => Number(at) === row) ?? [];
    return { place: `${path ?? ''}, row ${number ?? ''}`, text: content ?? '' };
  });
}
