import { numberSql, parseCell, type Column } from './columns.ts';
import { createColumnReader } from './columnReader.ts';
import { csvRows } from './csv.ts';
import { sqlName } from './duckdb.ts';
import type { Table } from './table.ts';

/**
 * The numbers of many columns, row by row: for forms in which a row is more than one value.
 *
 * As columns of their own, each would take memory for the reading of a few thousand rows, which for a thousand columns
 * are gigabytes. So the lines of CSV are taken apart here, and other tables give the cells of all rows as one column.
 */
export async function* readCellRows(
  { duck, csv, relation }: Table,
  columns: readonly Column[],
  rows: number,
  missing: readonly string[],
): AsyncGenerator<Float64Array, void> {
  if (csv !== undefined) {
    const names = columns.map(({ name }) => name);
    for await (const cells of csvRows(duck, csv, names)) {
      yield Float64Array.from(cells, (text) => parseCell(text, missing));
    }
    return;
  }
  const storage = columns.some((column) => column.storage === 'text') ? 'text' : 'number';
  const cells = columns.map(
    ({ name }) => `CAST(${sqlName(name)} AS ${storage === 'text' ? 'VARCHAR' : 'DOUBLE'})`,
  );
  const reader = createColumnReader(
    duck.stream(
      `SELECT ${numberSql({ name: 'cell', storage }, missing)} FROM ` +
        `(SELECT unnest([${cells.join(', ')}]) AS cell FROM (${relation}))`,
    ),
  );
  try {
    for (let row = 0; row < rows; row++) {
      const [read = new Float64Array()] = await reader.read(columns.length, 1);
      yield read;
    }
  } finally {
    await reader.close();
  }
}
