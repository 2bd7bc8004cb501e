import { InputError } from '@reprise/core/errors';
import type { Frequency, Series } from '../series.ts';
import type { Calendar } from './calendar.ts';
import { timeColumn } from './columns.ts';
import { isSubDaily, parseFrequency } from './frequency.ts';
import { checkClock, inferFrequency } from './inferFrequency.ts';
import { readLong } from './longForm.ts';
import { checkTimes, momentsOf, variesInDay, type Clock } from './momentsOf.ts';
import { RowFault, type RawSeries } from './rawSeries.ts';
import type { ReadOptions } from './readOptions.ts';
import { onGrid } from './regularGrid.ts';
import { rolesOf, type Roles } from './roles.ts';
import { readRows } from './rowsForm.ts';
import type { Table } from './table.ts';
import { timeOrder } from './timeOrder.ts';
import { readWide } from './wideForm.ts';

/** The moments of a series' rows, and the order in which they ascend, if not that of the rows. */
interface PlacedRows {
  readonly raw: RawSeries;
  readonly moments: Float64Array;
  readonly order: Int32Array | undefined;
}

/** From how many series, or rows of them, the frequency is inferred. */
const [FIRST_SERIES, FIRST_ROWS] = [64, 1_000_000];

/**
 * The series of a table on the grid of their frequency, and what each of its columns was taken for.
 *
 * @throws InputError for whatever is wrong with the columns, the frequency, or rows, here or while series are read.
 */
export async function streamTable(
  table: Table,
  options: ReadOptions,
): Promise<{
  readonly calendar: Calendar;
  readonly reading: string;
  readonly series: AsyncGenerator<Series, void>;
}> {
  const given = options.frequency === undefined ? undefined : parseFrequency(options.frequency);
  const roles = rolesOf(table.columns, options);
  const raws = readForm(table, roles, options);
  const time = roles.time === undefined ? undefined : { name: roles.time.name, ...timeColumn(roles.time) };
  const timeZone = options.timeZone ?? (time?.areInstants === true ? 'UTC' : undefined);
  const sort = options.sort ?? !table.isOrdered;
  const head = await tellingPlaces(table, () => readHead(raws));

  function place(raw: RawSeries, clock: Clock): PlacedRows {
    if (time !== undefined) checkTimes(raw, time.name, time.example);
    const moments = momentsOf(raw, clock);
    return { raw, moments, order: timeOrder(raw, moments, clock, sort) };
  }

  const { frequency, clock } = await tellingPlaces(table, () => {
    if (time === undefined) return { frequency: given ?? refuseUntold('no times'), clock: undefined };
    const { areInstants } = time;
    for (const raw of head) checkTimes(raw, time.name, time.example);
    const inDay = given === undefined ? variesInDay(head, { areInstants, timeZone }) : isSubDaily(given);
    const clock = { areInstants, isSubDaily: inDay, timeZone };
    const placed = () => head.map((raw) => place(raw, clock));
    return { frequency: given ?? inferred(placed(), clock), clock };
  });
  const calendar: Calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };

  function grid(raw: RawSeries): Series {
    if (clock === undefined) return onGrid(raw, undefined, undefined, calendar);
    const { moments, order } = place(raw, clock);
    return onGrid(raw, moments, order, calendar);
  }

  async function* read(): AsyncGenerator<Series, void> {
    try {
      for (;;) {
        const raw = head.shift() ?? (await tellingPlaces(table, () => raws.next())).value;
        if (raw === undefined) return;
        yield await tellingPlaces(table, () => grid(raw));
      }
    } finally {
      await raws.return();
    }
  }
  return { calendar, reading: describe(roles), series: read() };
}

/** The first series, from which the frequency is inferred. */
async function readHead(raws: AsyncGenerator<RawSeries, void>): Promise<RawSeries[]> {
  const head: RawSeries[] = [];
  for (let rows = 0; head.length < FIRST_SERIES && rows < FIRST_ROWS;) {
    const next = await raws.next();
    if (next.done === true) break;
    head.push(next.value);
    rows += next.value.values.length;
  }
  return head;
}

function readForm(
  table: Table,
  roles: Roles,
  { missing = [] }: ReadOptions,
): AsyncGenerator<RawSeries, void> {
  switch (roles.form) {
    case 'long':
      return readLong(table, roles, missing);
    case 'wide':
      return readWide(table, roles, missing);
    case 'rows':
      return readRows(table, roles, missing);
  }
}

function inferred(series: readonly PlacedRows[], { isSubDaily: isOfUtc, timeZone }: Clock): Frequency {
  const frequency = inferFrequency(
    series.map(({ raw, moments, order }) => ({
      raw: order === undefined ? raw : { ...raw, rowAt: (index: number) => raw.rowAt(order[index] ?? index) },
      moments: order === undefined ? moments : Float64Array.from(order, (row) => moments[row] ?? NaN),
    })),
    timeZone,
  );
  if (frequency === undefined) return refuseUntold('no series with two times');
  if (isOfUtc && timeZone !== undefined) checkClock(frequency, timeZone);
  return frequency;
}

function refuseUntold(found: string): never {
  throw new InputError(`frequency: there are ${found} to infer it from: name it, as "hour" or "15 minutes"`);
}

/** Runs an action; of rows that it refuses, asks the table where they are. */
async function tellingPlaces<T>(table: Table, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    throw new InputError(error.tell(await table.look(error.rows, error.column)));
  }
}

function describe({ form, id, time, values, future, past, statics, rest }: Roles): string {
  const quoted = (columns: readonly ({ name: string } | undefined)[]) => {
    const names = columns.filter((column) => column !== undefined).map(({ name }) => JSON.stringify(name));
    return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  };
  const parts: [string, readonly ({ name: string } | undefined)[]][] = [
    ['series in', [id]],
    ['times in', [time]],
    [
      form === 'long' ? 'values in' : form === 'wide' ? 'series' : 'values from',
      form === 'rows' ? [values[0]] : values,
    ],
    ['known ahead', future],
    ['known afterwards', past],
    ['static', statics],
    ['not read', rest],
  ];
  const told = parts.filter(([, columns]) => columns.some((column) => column !== undefined));
  return `${form} form, ` + told.map(([what, columns]) => `${what} ${quoted(columns)}`).join(', ');
}
