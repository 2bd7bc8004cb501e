import type { Frequency, Moment } from '../series.ts';
import {
  DAY,
  dayOf,
  dayOfWeek,
  HOUR,
  momentAt,
  SECOND,
  stepLength,
  timeOfDay,
  type Calendar,
} from './calendar.ts';
import { isSubDaily } from './frequency.ts';
import { timeZoneOf } from './timeZone.ts';

/** Of steps of a series: what each feature is called, and its values in [-0.5, 0.5], one for each step. */
export interface CalendarFeatures {
  readonly names: readonly string[];
  readonly values: readonly Float32Array[];
}

/** A number from 0 to `max` that the clock or the calendar on the wall shows. */
interface Feature {
  readonly name: string;
  readonly max: number;
}

interface ClockFeature extends Feature {
  of(timeOfDay: number): number;
}

interface DateFeature extends Feature {
  of(day: number, date: Date): number;
}

const CLOCK: Partial<Record<Frequency['unit'], readonly ClockFeature[]>> = (() => {
  const hour = { name: 'hourOfDay', max: 23, of: (time: number) => Math.floor(time / HOUR) };
  const minute = {
    name: 'minuteOfHour',
    max: 59,
    of: (time: number) => Math.floor(time / (60 * SECOND)) % 60,
  };
  const second = { name: 'secondOfMinute', max: 59, of: (time: number) => Math.floor(time / SECOND) % 60 };
  return { hour: [hour], minute: [minute, hour], second: [second, minute, hour] };
})();

const DATE: Record<Frequency['unit'], readonly DateFeature[]> = (() => {
  const week = { name: 'dayOfWeek', max: 6, of: (day: number) => dayOfWeek(day) };
  const month = { name: 'dayOfMonth', max: 30, of: (_: number, date: Date) => date.getUTCDate() - 1 };
  const year = { name: 'dayOfYear', max: 365, of: dayOfYear };
  const days = [week, month, year];
  return {
    second: days,
    minute: days,
    hour: days,
    day: days,
    businessDay: days,
    week: [month, { name: 'weekOfYear', max: 52, of: weekOfYear }],
    month: [{ name: 'month', max: 11, of: (_: number, date: Date) => date.getUTCMonth() }],
    quarter: [{ name: 'quarter', max: 3, of: (_: number, date: Date) => Math.floor(date.getUTCMonth() / 3) }],
    year: [],
  };
})();

/**
 * Where steps are in the day, the week, the month and the year, as inputs of a network: those that say something at
 * the calendar's frequency, each scaled from its range to [-0.5, 0.5].
 *
 * All of them are of the clock on the wall of the calendar's time zone, so that the hour of the day keeps its meaning
 * over daylight saving.
 *
 * @param start of the series; features need times, and without there are none
 * @param from the first step asked for, counted from the start
 */
export function calendarFeatures(
  calendar: Calendar,
  start: Moment | undefined,
  from: number,
  count: number,
): CalendarFeatures {
  if (start === undefined) return { names: [], values: [] };
  const clock = CLOCK[calendar.frequency.unit] ?? [];
  const date = DATE[calendar.frequency.unit];
  const features: readonly Feature[] = [...clock, ...date];
  const values = features.map(() => new Float32Array(count));
  const ofDay = new Float64Array(date.length);
  let lastDay: number | undefined;
  wallClock(calendar, start, from, count).forEach((wall, step) => {
    const day = dayOf(wall);
    if (day !== lastDay) {
      lastDay = day;
      const civil = new Date(day * DAY);
      date.forEach((feature, index) => (ofDay[index] = feature.of(day, civil) / feature.max - 0.5));
    }
    for (let index = 0; index < values.length; index++) {
      const feature = clock[index];
      const column = values[index];
      if (column === undefined) continue;
      column[step] =
        feature === undefined
          ? (ofDay[index - clock.length] ?? 0)
          : feature.of(timeOfDay(wall)) / feature.max - 0.5;
    }
  });
  return { names: features.map(({ name }) => name), values };
}

/** What the clock on the wall shows at steps of a series, as milliseconds since 1970. */
export function wallClock(
  { frequency, timeZone }: Calendar,
  start: Moment,
  from: number,
  count: number,
): Float64Array {
  const length = stepLength(frequency);
  const zone = timeZone !== undefined && isSubDaily(frequency) ? timeZoneOf(timeZone) : undefined;
  return Float64Array.from({ length: count }, (_, index) => {
    const moment =
      length === undefined ? momentAt(frequency, start, from + index) : start + (from + index) * length;
    return zone === undefined ? moment : moment + zone.offsetAt(moment);
  });
}

function dayOfYear(day: number, date: Date): number {
  return day - dayOf(Date.UTC(date.getUTCFullYear(), 0, 1));
}

/** Of ISO 8601: a week belongs to the year of its Thursday. */
function weekOfYear(day: number): number {
  const thursday = day - dayOfWeek(day) + 3;
  return Math.floor(dayOfYear(thursday, new Date(thursday * DAY)) / 7);
}
