import { readCellRows } from './cellRows.ts';
import { createColumnReader } from './columnReader.ts';
import { numberSql, timeColumn, type Column } from './columns.ts';
import type { RawSeries } from './rawSeries.ts';
import type { Roles } from './roles.ts';
import type { Table } from './table.ts';

/** Values that are held at a time: a quarter of a gigabyte. */
const HELD = 32 * 1024 * 1024;

/**
 * The series of a table in which a row is a time and each column a series, in the order of the columns. So many
 * columns are read at a time as fit into a quarter of a gigabyte. All series have the same covariates.
 *
 * A series begins with its first value: what is missing before it belongs to the table.
 */
export async function* readWide(
  table: Table,
  { time, values, future, past }: Roles,
  missing: readonly string[],
): AsyncGenerator<RawSeries, void> {
  const [[count = '0'] = []] = (await table.duck.rows(`SELECT count(*) FROM (${table.relation})`)) as [
    string?,
  ][];
  const rows = Number(count);
  const covariates = [...future, ...past];
  const common = [
    ...(time === undefined ? [] : [timeColumn(time).sql]),
    ...covariates.map((column) => numberSql(column, missing)),
  ];
  const commonColumns =
    common.length === 0
      ? []
      : await readColumns(table, `SELECT ${common.join(', ')} FROM (${table.relation})`, rows, common.length);
  const times = time === undefined ? undefined : commonColumns.shift();
  const atOnce = Math.max(1, Math.floor(HELD / rows));
  for (let first = 0; first < values.length; first += atOnce) {
    const columns = values.slice(first, first + atOnce);
    const read = await readValues(table, columns, rows, missing);
    for (const [index, { name }] of columns.entries()) {
      const all = read[index] ?? new Float64Array();
      const start = Math.max(
        0,
        all.findIndex((value) => !Number.isNaN(value)),
      );
      const from = (column: Float64Array | undefined) => column?.subarray(start) ?? new Float64Array();
      yield {
        id: name,
        times: times?.subarray(start),
        values: all.subarray(start),
        future: new Map(future.map((column, at) => [column.name, from(commonColumns[at])])),
        past: new Map(past.map((column, at) => [column.name, from(commonColumns[future.length + at])])),
        statics: new Map(),
        valueColumn: name,
        rowAt: (row) => start + row,
      };
    }
  }
}

async function readColumns(
  { duck }: Table,
  sql: string,
  rows: number,
  width: number,
): Promise<Float64Array[]> {
  const reader = createColumnReader(duck.stream(sql));
  try {
    return await reader.read(rows, width);
  } finally {
    await reader.close();
  }
}

async function readValues(
  table: Table,
  columns: readonly Column[],
  rows: number,
  missing: readonly string[],
): Promise<Float64Array[]> {
  const values = columns.map(() => new Float64Array(rows));
  let row = 0;
  for await (const cells of readCellRows(table, columns, rows, missing)) {
    for (let index = 0; index < values.length; index++) {
      const column = values[index];
      if (column !== undefined) column[row] = cells[index] ?? NaN;
    }
    row++;
  }
  return values;
}
