import type { Frequency, Moment } from '../series.ts';

/** What places the steps of a series in time. A data set is one. */
export interface Calendar {
  readonly frequency: Frequency;
  /** IANA name */
  readonly timeZone?: string;
}

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;

/** Milliseconds of units that are always equally long, on the clock that the moments of the unit are of. */
const LENGTH = {
  second: SECOND,
  minute: 60 * SECOND,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
} as const;

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** Milliseconds of a step; undefined where steps differ: business days, months, quarters, years. */
export function stepLength({ unit, count }: Frequency): number | undefined {
  return unit in LENGTH ? LENGTH[unit as keyof typeof LENGTH] * count : undefined;
}

/**
 * The moment so many steps after another (before it, where negative).
 *
 * Months, quarters and years keep the day of the month, or the last day where it is a month's last: from 31 January
 * come 28 February and 31 March. A business day that is none counts as the Monday after it.
 */
export function momentAt(frequency: Frequency, start: Moment, steps: number): Moment {
  const length = stepLength(frequency);
  if (length !== undefined) return start + steps * length;
  if (frequency.unit === 'businessDay') {
    return dayOfBusiness(businessIndex(dayOf(start)) + steps * frequency.count) * DAY + timeOfDay(start);
  }
  const date = new Date(start);
  const month = monthIndex(start) + steps * monthsOf(frequency);
  const day = date.getUTCDate();
  const last = daysInMonth(month);
  const isLast = day === daysInMonth(monthIndex(start));
  return Date.UTC(0, month, isLast ? last : Math.min(day, last)) + timeOfDay(start);
}

/**
 * Steps from one moment to another, negative where it is earlier; undefined where the moment is between two steps.
 *
 * Months, quarters and years do not mind the day of the month, so that the last business days of months are a month
 * apart, too.
 */
export function stepsBetween(frequency: Frequency, start: Moment, moment: Moment): number | undefined {
  const length = stepLength(frequency);
  let steps: number;
  if (length !== undefined) {
    steps = (moment - start) / length;
  } else if (frequency.unit === 'businessDay') {
    if (isWeekend(moment) || timeOfDay(moment) !== timeOfDay(start)) return undefined;
    steps = (businessIndex(dayOf(moment)) - businessIndex(dayOf(start))) / frequency.count;
  } else {
    steps = (monthIndex(moment) - monthIndex(start)) / monthsOf(frequency);
  }
  return Number.isInteger(steps) ? steps : undefined;
}

/** Days since 1 January 1970. */
export function dayOf(moment: Moment): number {
  return Math.floor(moment / DAY);
}

export function timeOfDay(moment: Moment): number {
  return moment - dayOf(moment) * DAY;
}

/** Of a day: 0 is Monday. */
export function dayOfWeek(day: number): number {
  return modulo(day + 3, 7);
}

export function isWeekend(moment: Moment): boolean {
  return dayOfWeek(dayOf(moment)) > 4;
}

/** Months since January 1900, which is what `Date.UTC(0, month)` counts from. */
export function monthIndex(moment: Moment): number {
  const date = new Date(moment);
  return (date.getUTCFullYear() - 1900) * 12 + date.getUTCMonth();
}

export function daysInMonth(month: number): number {
  return new Date(Date.UTC(0, month + 1, 0)).getUTCDate();
}

function monthsOf({ unit, count }: Frequency): number {
  return MONTHS[unit as keyof typeof MONTHS] * count;
}

/** Business days since the Monday before 1970. */
function businessIndex(day: number): number {
  return Math.floor((day + 3) / 7) * 5 + Math.min(dayOfWeek(day), 5);
}

function dayOfBusiness(index: number): number {
  return Math.floor(index / 5) * 7 + modulo(index, 5) - 3;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
