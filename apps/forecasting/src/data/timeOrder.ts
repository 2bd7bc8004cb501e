import { isoClock } from './moment.ts';
import type { Clock } from './momentsOf.ts';
import { RowFault, ROWS_SHOWN, type RawSeries } from './rawSeries.ts';

/**
 * The order of a series' rows in time: the row of each place; undefined if they are in it already.
 *
 * @param moments of the rows
 * @param clock of their times
 * @param sort whether rows out of order are put into it; else they are refused
 * @throws RowFault for two rows at one time, and for rows out of order.
 */
export function timeOrder(
  raw: RawSeries,
  moments: Float64Array,
  clock: Clock,
  sort: boolean,
): Int32Array | undefined {
  if (moments.every((moment, row) => row === 0 || moment > (moments[row - 1] ?? 0))) return undefined;
  const order = Int32Array.from(moments, (_, row) => row).sort(
    (a, b) => (moments[a] ?? 0) - (moments[b] ?? 0),
  );
  refuseDuplicates(raw, moments, order, clock);
  // Rows in the order of a clock that was put back are in order, though their instants are not.
  if (!sort) refuseUnsorted(raw, raw.times ?? moments, clock);
  return order;
}

function refuseDuplicates(raw: RawSeries, moments: Float64Array, order: Int32Array, clock: Clock): void {
  const pairs: [row: number, again: number][] = [];
  for (let place = 1; place < order.length && pairs.length < ROWS_SHOWN; place++) {
    const [row = 0, again = 0] = order.subarray(place - 1, place + 1);
    if (moments[row] === moments[again]) pairs.push([row, again]);
  }
  if (pairs.length === 0) return;
  throw new RowFault(
    pairs.flat().map((row) => raw.rowAt(row)),
    undefined,
    (cells) =>
      `series ${raw.id} has several rows at one time: ` +
      pairs
        .map(([row], index) => {
          const [first, second] = cells.slice(2 * index);
          return `${asGiven(clock, (raw.times ?? moments)[row] ?? 0)} (${first?.place ?? ''} and ${second?.place ?? ''})`;
        })
        .join('; ') +
      '. If they belong to several series, name the column that tells them apart (id); else make one of them with a ' +
      'query, as "SELECT series, time, sum(value) AS value FROM … GROUP BY ALL"' +
      (clock.timeZone !== undefined
        ? ''
        : '; if it is the hour that comes twice when the clock is put back, name the time zone'),
  );
}

function refuseUnsorted(raw: RawSeries, times: Float64Array, clock: Clock): void {
  const rows: number[] = [];
  for (let row = 1; row < times.length && rows.length < ROWS_SHOWN; row++) {
    if ((times[row] ?? 0) < (times[row - 1] ?? 0)) rows.push(row);
  }
  if (rows.length === 0) return;
  throw new RowFault(
    rows.map((row) => raw.rowAt(row)),
    undefined,
    (cells) =>
      `series ${raw.id} is not in the order of time: ` +
      rows
        .map(
          (row, index) =>
            `${asGiven(clock, times[row] ?? 0)} comes after ${asGiven(clock, times[row - 1] ?? 0)} (${cells[index]?.place ?? ''})`,
        )
        .join('; ') +
      '. Ask for the rows to be sorted (sort), or see whether the times are read right',
  );
}

function asGiven({ areInstants }: Clock, time: number): string {
  return isoClock(time) + (areInstants ? 'Z' : '');
}
