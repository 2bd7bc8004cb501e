import { InputError } from '@reprise/core/errors';
import type { Frequency } from '../series.ts';
import { DAY, dayOf, dayOfWeek, daysInMonth, isWeekend, monthIndex, SECOND } from './calendar.ts';
import { clockHint, formatFrequency, frequencyOf, isSubDaily } from './frequency.ts';
import { formatMoment } from './moment.ts';
import { RowFault, ROWS_SHOWN, type RawSeries } from './rawSeries.ts';

/** A series and the moments of its rows, ascending. */
export interface TimedSeries {
  readonly raw: RawSeries;
  readonly moments: Float64Array;
}

const SHORTEST_MONTH = 28 * DAY;

/**
 * How far apart the rows of series are: the step that comes most often, of which all others have to be multiples
 * (rows may be left out).
 *
 * Days without any weekend are business days where a Monday follows a Friday; steps of 28 days and more are months,
 * quarters and years where all rows are on the same day of the month, its last, or its first or last business day.
 *
 * @param timeZone of the calendar, if there is one
 * @returns undefined if no series has two rows.
 * @throws RowFault with the first rows that do not fit; InputError if steps are of no whole seconds.
 */
export function inferFrequency(series: readonly TimedSeries[], timeZone?: string): Frequency | undefined {
  const step = mostCommon(series, (from, to) => to - from);
  if (step === undefined) return undefined;
  if (step >= SHORTEST_MONTH) {
    const months = monthsApart(series);
    if (months !== undefined) return frequencyOf('month', months);
  }
  if (step % SECOND !== 0) {
    throw new InputError(`times: expected whole seconds between rows, most often got ${step} milliseconds`);
  }
  const frequency = frequencyOf('second', step / SECOND);
  const misfits = series.flatMap(({ raw, moments }) => {
    const index = moments.findIndex(
      (moment, row) => row > 0 && (moment - (moments[row - 1] ?? 0)) % step !== 0,
    );
    return index === -1 ? [] : [{ raw, index, from: moments[index - 1] ?? 0, to: moments[index] ?? 0 }];
  });
  if (misfits.length > 0) {
    const shown = misfits.slice(0, ROWS_SHOWN);
    const calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };
    throw new RowFault(
      shown.map(({ raw, index }) => raw.rowAt(index)),
      undefined,
      (cells) =>
        `frequency: most rows are one every ${formatFrequency(frequency)}, of which all steps have to be multiples; but ` +
        shown
          .map(
            ({ raw, from, to }, index) =>
              `series ${raw.id} goes from ${formatMoment(calendar, from)} to ${formatMoment(calendar, to)} (${cells[index]?.place ?? ''})`,
          )
          .join('; ') +
        `. Make the steps regular with a query (date_trunc, time_bucket, GROUP BY), or name the frequency${clockHint(calendar)}`,
    );
  }
  return step === DAY && areBusinessDays(series) ? { unit: 'businessDay', count: 1 } : frequency;
}

/**
 * Refuses a frequency of days and more for moments of UTC: days are counted on the clock on the wall.
 *
 * @throws InputError for such a frequency.
 */
export function checkClock(frequency: Frequency, timeZone: string): void {
  if (isSubDaily(frequency)) return;
  throw new InputError(
    `frequency: there is a row every ${formatFrequency(frequency)} of UTC, but not of the clock of ${timeZone}. If the ` +
      'times stand for dates, make dates of them with a query (CAST(… AS DATE)), or leave the time zone out',
  );
}

/** Of positive differences of neighbours; the smallest of equally common ones. */
function mostCommon(
  series: readonly TimedSeries[],
  difference: (from: number, to: number) => number,
): number | undefined {
  const counts = new Map<number, number>();
  for (const { moments } of series) {
    for (let row = 1; row < moments.length; row++) {
      const step = difference(moments[row - 1] ?? 0, moments[row] ?? 0);
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  const [first] = [...counts].sort(([stepA, countA], [stepB, countB]) => countB - countA || stepA - stepB);
  return first?.[0];
}

/** The most common number of months, if every row is on its series' day of the month and all steps are multiples. */
function monthsApart(series: readonly TimedSeries[]): number | undefined {
  const months = mostCommon(series, (from, to) => monthIndex(to) - monthIndex(from));
  const fits =
    months !== undefined &&
    months > 0 &&
    series.every(
      ({ moments }) =>
        hasOneDayOfMonth(moments) &&
        moments.every((moment) => (monthIndex(moment) - monthIndex(moments[0] ?? 0)) % months === 0),
    );
  return fits ? months : undefined;
}

function hasOneDayOfMonth(moments: Float64Array): boolean {
  const days = Array.from(moments, (moment) => ({
    month: monthIndex(moment),
    day: new Date(moment).getUTCDate(),
    weekday: dayOfWeek(dayOf(moment)),
  }));
  const latest = Math.max(...days.map(({ day }) => day));
  return (
    days.every(({ month, day }) => day === Math.min(latest, daysInMonth(month))) ||
    days.every(({ month, day }) => day === daysInMonth(month)) ||
    days.every(({ month, day, weekday }) => isLastBusinessDay(daysInMonth(month) - day, weekday)) ||
    days.every(({ day, weekday }) => isFirstBusinessDay(day, weekday))
  );
}

/** @param left days of the month behind this one */
function isLastBusinessDay(left: number, weekday: number): boolean {
  return (left === 0 && weekday < 5) || (left <= 2 && weekday === 4);
}

function isFirstBusinessDay(day: number, weekday: number): boolean {
  return (day === 1 && weekday < 5) || (day <= 3 && weekday === 0);
}

function areBusinessDays(series: readonly TimedSeries[]): boolean {
  return (
    series.every(({ moments }) => !moments.some(isWeekend)) &&
    series.some(({ moments }) =>
      moments.some((moment, row) => row > 0 && isOverWeekend(moments[row - 1] ?? 0, moment)),
    )
  );
}

function isOverWeekend(from: number, to: number): boolean {
  return to - from === 3 * DAY && dayOfWeek(dayOf(from)) === 4;
}
