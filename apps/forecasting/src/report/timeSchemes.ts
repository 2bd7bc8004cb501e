import { DAY, dayOf, HOUR, monthIndex, SECOND } from '../data/calendar.ts';
import type { Frequency } from '../series.ts';

/** Which steps are labelled: the first one of each period, named by what the clock on the wall shows. */
export interface TimeScheme {
  /** about how long a period is, in milliseconds */
  readonly length: number;
  /** the number of the period that a time is in; grows with time */
  readonly period: (wall: number) => number;
  readonly label: (wall: number) => string;
  readonly context: (wall: number) => string;
}

const MINUTE = 60 * SECOND;
const MONTH = 30.4 * DAY;
const YEAR = 365 * DAY;

const date = (wall: number) => new Date(wall);
const monthName = (wall: number) => date(wall).toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
const yearName = (wall: number) => String(date(wall).getUTCFullYear());
const dayName = (wall: number) => String(date(wall).getUTCDate());

function clock(length: number): TimeScheme {
  return {
    length,
    period: (wall) => Math.floor(wall / length),
    label: (wall) =>
      date(wall)
        .toISOString()
        .slice(11, length < MINUTE ? 19 : 16),
    context: (wall) => `${dayName(wall)} ${monthName(wall)} ${yearName(wall)}`,
  };
}

function days(length: number, period: (day: number, wall: number) => number): TimeScheme {
  return {
    length,
    period: (wall) => period(dayOf(wall), wall),
    label: dayName,
    context: (wall) => `${monthName(wall)} ${yearName(wall)}`,
  };
}

function months(count: number, label = monthName): TimeScheme {
  return {
    length: count * MONTH,
    period: (wall) => Math.floor(monthIndex(wall) / count),
    label,
    context: yearName,
  };
}

function years(count: number): TimeScheme {
  return {
    length: count * YEAR,
    period: (wall) => Math.floor(date(wall).getUTCFullYear() / count),
    label: yearName,
    context: () => '',
  };
}

const quarterName = (wall: number) => `Q${Math.floor(date(wall).getUTCMonth() / 3) + 1}`;

/** From fine to coarse. */
const CLOCKS = [
  ...[SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND].map(clock),
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE].map(clock),
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR].map(clock),
];
const DATES = [
  days(DAY, (day) => day),
  days(2 * DAY, (day) => Math.floor(day / 2)),
  // Weeks begin on Monday, as 5 January 1970 was one.
  days(7 * DAY, (day) => Math.floor((day + 3) / 7)),
  days(MONTH / 2, (_, wall) => 2 * monthIndex(wall) + (date(wall).getUTCDate() > 15 ? 1 : 0)),
];
const MONTHS = [1, 2, 3, 4, 6].map((count) => months(count));
const QUARTERS = [months(3, quarterName)];
const YEARS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map(years);

const SCHEMES: Record<Frequency['unit'], readonly TimeScheme[]> = {
  second: [...CLOCKS, ...DATES, ...MONTHS, ...YEARS],
  minute: [...CLOCKS, ...DATES, ...MONTHS, ...YEARS],
  hour: [...CLOCKS, ...DATES, ...MONTHS, ...YEARS],
  day: [...DATES, ...MONTHS, ...YEARS],
  businessDay: [...DATES, ...MONTHS, ...YEARS],
  week: [...DATES, ...MONTHS, ...YEARS],
  month: [...MONTHS, ...YEARS],
  quarter: [...QUARTERS, ...YEARS],
  year: YEARS,
};
const UNIT_LENGTH: Record<Frequency['unit'], number> = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  businessDay: DAY,
  week: 7 * DAY,
  month: MONTH,
  quarter: 3 * MONTH,
  year: YEAR,
};

/** The schemes for steps of a frequency, from fine to coarse; none has periods shorter than a step. */
export function schemesOf({ unit, count }: Frequency): TimeScheme[] {
  return SCHEMES[unit].filter(({ length }) => length >= 0.99 * count * UNIT_LENGTH[unit]);
}
