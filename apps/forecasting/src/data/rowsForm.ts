import { readCellRows } from './cellRows.ts';
import { staticValue, textSql } from './columns.ts';
import { RowFault, type RawSeries } from './rawSeries.ts';
import type { Roles } from './roles.ts';
import type { Table } from './table.ts';

/**
 * The series of a table in which a row is a series and its columns are the values from the first on, without times.
 * What is empty at the end of a row belongs to the table, not to the series.
 *
 * @throws RowFault for a row without a name and for a name that comes twice.
 */
export async function* readRows(
  table: Table,
  { id, values, statics }: Roles,
  missing: readonly string[],
): AsyncGenerator<RawSeries, void> {
  const [name, ...others] = [
    id === undefined ? `'series ' || row_number() OVER ()` : textSql(id),
    ...statics.map(textSql),
  ];
  const heads = await table.duck.rows(`SELECT ${[name, ...others].join(', ')} FROM (${table.relation})`);
  checkNames(heads.map(([found = null]) => found));
  let row = 0;
  for await (const all of readCellRows(table, values, heads.length, missing)) {
    const [found, ...ofStatics] = heads[row] ?? [];
    const series = found ?? '';
    const broken = all.findIndex((value) => Math.abs(value) === Infinity);
    const at = row++;
    yield {
      id: series,
      times: undefined,
      values: all.subarray(0, all.findLastIndex((value) => !Number.isNaN(value)) + 1),
      future: new Map(),
      past: new Map(),
      statics: new Map(
        statics.map((column, index) => [column.name, staticValue(column, ofStatics[index] ?? null, series)]),
      ),
      valueColumn: values[Math.max(0, broken)]?.name ?? '',
      rowAt: () => at,
    };
  }
}

function checkNames(names: readonly (string | null)[]): void {
  const seen = new Map<string, number>();
  for (const [row, name] of names.entries()) {
    if (name === null) {
      throw new RowFault(
        [row],
        undefined,
        ([cell]) => `${cell?.place ?? ''}: expected the name of a series, got nothing`,
      );
    }
    const before = seen.get(name);
    if (before !== undefined) {
      throw new RowFault(
        [before, row],
        undefined,
        ([one, other]) =>
          `series ${name} comes twice (${one?.place ?? ''} and ${other?.place ?? ''}): expected one row for each`,
      );
    }
    seen.set(name, row);
  }
}
