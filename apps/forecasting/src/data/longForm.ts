import { createColumnReader } from './columnReader.ts';
import { numberSql, staticValue, textSql, timeColumn, type Column } from './columns.ts';
import { RowFault, type RawSeries } from './rawSeries.ts';
import type { Roles } from './roles.ts';
import { IN_ANY_ORDER, numbered, ROW, type Table } from './table.ts';

/** What a first pass over the rows tells of a series. */
interface Entry {
  readonly id: string;
  readonly rows: number;
  /** the number of its first row */
  readonly first: number;
  readonly statics: ReadonlyMap<string, number | string>;
}

/**
 * The series of a table in which a row is a value of a series at a time, in the order in which they first come, one
 * at a time in memory.
 *
 * A first pass counts the rows of each series. Where the rows of each stand together, a second one reads them as they
 * come; else DuckDB sorts them by series first, in temporary files where memory does not suffice.
 *
 * @throws RowFault for rows without a series, and for static columns that change within one.
 */
export async function* readLong(
  table: Table,
  { id, time, values, future, past, statics }: Roles,
  missing: readonly string[],
): AsyncGenerator<RawSeries, void> {
  const [value] = values;
  const { entries, areTogether } = await listSeries(
    table,
    id,
    statics,
    id === undefined ? value.name : undefined,
  );
  const dynamic = [value, ...future, ...past];
  const expressions = [
    ...(time === undefined ? [] : [timeColumn(time).sql]),
    ...dynamic.map((column) => numberSql(column, missing)),
  ];
  const select = (more: readonly string[]) => `SELECT ${[...expressions, ...more].join(', ')} FROM`;
  const key = id === undefined ? `''` : textSql(id);
  const sql = areTogether
    ? `${select([])} (${table.relation})`
    : `${select([`CAST(${ROW} AS DOUBLE)`])} (${numbered(table.relation)}) AS numbered ` +
      `JOIN temp.reprise_series ON ${key} = reprise_id ORDER BY reprise_first, ${ROW}`;
  if (!areTogether) await table.duck.run(IN_ANY_ORDER);
  const reader = createColumnReader(table.duck.stream(sql));
  try {
    for (const entry of entries) {
      const columns = await reader.read(entry.rows, expressions.length + (areTogether ? 0 : 1));
      const times = time === undefined ? undefined : columns.shift();
      const rows = areTogether ? undefined : columns.pop();
      yield {
        id: entry.id,
        times,
        values: columns[0] ?? new Float64Array(),
        future: named(future, columns.slice(1)),
        past: named(past, columns.slice(1 + future.length)),
        statics: entry.statics,
        valueColumn: value.name,
        rowAt: (index) => rows?.[index] ?? entry.first + index,
      };
    }
  } finally {
    await reader.close();
  }
}

function named(
  columns: readonly Column[],
  values: readonly Float64Array[],
): ReadonlyMap<string, Float64Array> {
  return new Map(columns.map(({ name }, index) => [name, values[index] ?? new Float64Array()]));
}

/** @param onlyId of the series, where no column tells them apart */
async function listSeries(
  { duck, relation }: Table,
  id: Column | undefined,
  statics: readonly Column[],
  onlyId: string | undefined,
): Promise<{ entries: readonly Entry[]; areTogether: boolean }> {
  const ofStatics = statics.flatMap((column) => {
    const text = textSql(column);
    return [
      `min(${text})`,
      `max(${text})`,
      `count(${text})`,
      `arg_min(${ROW}, ${text})`,
      `arg_max(${ROW}, ${text})`,
    ];
  });
  await duck.run(
    `CREATE TEMP TABLE reprise_series AS SELECT ${id === undefined ? `''` : textSql(id)} AS reprise_id, ` +
      `count(*) AS reprise_rows, min(${ROW}) AS reprise_first, max(${ROW}) AS reprise_last` +
      ofStatics.map((sql, index) => `, ${sql} AS reprise_static_${index}`).join('') +
      ` FROM (${numbered(relation)}) GROUP BY ALL ORDER BY reprise_first`,
  );
  const listed = await duck.rows('FROM temp.reprise_series ORDER BY reprise_first');
  const entries = listed.map(([name = null, rows, first, , ...ofColumns]) => {
    const row = Number(first);
    if (name === null && id !== undefined) {
      throw new RowFault(
        [row],
        undefined,
        ([cell]) => `${cell?.place ?? ''}: no series in column ${JSON.stringify(id.name)}`,
      );
    }
    return {
      id: onlyId ?? name ?? '',
      rows: Number(rows),
      first: row,
      statics: new Map(
        statics.map((column, index) => [
          column.name,
          onlyStatic(column, onlyId ?? name ?? '', Number(rows), ofColumns.slice(5 * index, 5 * index + 5)),
        ]),
      ),
    };
  });
  const areTogether = listed.every(
    ([, rows, first, last]) => Number(last) - Number(first) + 1 === Number(rows),
  );
  return { entries, areTogether };
}

/** @param found smallest and largest text, number of texts, rows of the smallest and the largest */
function onlyStatic(
  column: Column,
  series: string,
  rows: number,
  [least = null, most = null, count, rowOfLeast, rowOfMost]: readonly (string | null)[],
): number | string {
  if (least !== most) {
    throw new RowFault(
      [Number(rowOfLeast), Number(rowOfMost)],
      undefined,
      ([one, other]) =>
        `static column ${JSON.stringify(column.name)} has to be the same in all rows of a series, but in series ` +
        `${series} it is ${JSON.stringify(least)} (${one?.place ?? ''}) and ${JSON.stringify(most)} (${other?.place ?? ''})`,
    );
  }
  return staticValue(column, Number(count) < rows ? null : least, series);
}
