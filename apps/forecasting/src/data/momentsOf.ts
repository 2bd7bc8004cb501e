import { timeOfDay } from './calendar.ts';
import { isoClock } from './moment.ts';
import { RowFault, type RawSeries } from './rawSeries.ts';
import { timeZoneOf } from './timeZone.ts';

/** What the times of a table are, and what moments are made of them. */
export interface Clock {
  /** whether the table's times are instants of UTC; else they are of the clock on the wall */
  readonly areInstants: boolean;
  /** whether steps are shorter than a day, so that moments are instants where the zone is known */
  readonly isSubDaily: boolean;
  readonly timeZone: string | undefined;
}

/** Whether the rows of any series are at different times of the day, as steps of less than a day make them. */
export function variesInDay(
  series: readonly RawSeries[],
  { areInstants, timeZone }: Omit<Clock, 'isSubDaily'>,
): boolean {
  const zone = areInstants ? timeZoneOf(timeZone ?? 'UTC') : undefined;
  return series.some(({ times }) => {
    if (times === undefined || times.length === 0) return false;
    const onWall = (time: number) => timeOfDay(time + (zone?.offsetAt(time) ?? 0));
    const [first = 0] = times;
    return times.some((time) => onWall(time) !== onWall(first));
  });
}

/**
 * The moments of a series' rows, in their order.
 *
 * A time on the clock that comes twice, when the clock is put back, is the first of the two where it stands first,
 * and the second where it stands again.
 *
 * @throws RowFault for a time that cannot be read or that the clock skips when it is put forward.
 */
export function momentsOf(raw: RawSeries, { areInstants, isSubDaily, timeZone }: Clock): Float64Array {
  const { times = new Float64Array() } = raw;
  const zone = areInstants
    ? timeZoneOf(timeZone ?? 'UTC')
    : timeZone === undefined
      ? undefined
      : timeZoneOf(timeZone);
  if (zone === undefined || areInstants === isSubDaily) return times;
  if (areInstants) return times.map((instant) => instant + zone.offsetAt(instant));
  const seen = new Set<number>();
  return times.map((wall, row) => {
    const instants = zone.instantsOf(wall);
    const [first, second = first] = instants;
    if (first === undefined || second === undefined) throw skipped(raw, row, wall, zone.name);
    if (instants.length === 1) return first;
    const isAgain = seen.has(wall);
    seen.add(wall);
    return isAgain ? second : first;
  });
}

/** @throws RowFault for the first row whose time is none. */
export function checkTimes(raw: RawSeries, column: string, example: string): void {
  const row = raw.times?.findIndex((time) => !Number.isFinite(time)) ?? -1;
  if (row === -1) return;
  throw new RowFault(
    [raw.rowAt(row)],
    column,
    ([cell]) =>
      `${cell?.place ?? ''}: expected a time as ${example} in column ${JSON.stringify(column)}, got ` +
      `${cell?.text === '' ? 'nothing' : JSON.stringify(cell?.text)}. Leave such rows out with a query, or read ` +
      'other forms of times with strptime(…)',
  );
}

function skipped(raw: RawSeries, row: number, wall: number, zone: string): RowFault {
  return new RowFault(
    [raw.rowAt(row)],
    undefined,
    ([cell]) =>
      `${cell?.place ?? ''}: there is no ${isoClock(wall)} in ${zone} (series ${raw.id}): the clock is put forward over ` +
      'it. If the clock of the data is never changed, give its zone as Etc/GMT-1 (an hour ahead of UTC), or none',
  );
}
