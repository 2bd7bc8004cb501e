import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { momentAt } from './calendar.ts';
import { calendarFeatures } from './calendarFeatures.ts';
import { isSubDaily, parseFrequency } from './frequency.ts';

/** What Temporal says of a moment, from 0 on, and the largest it can be. */
const ORACLE: Record<string, (at: Temporal.PlainDateTime) => [value: number, max: number]> = {
  secondOfMinute: (at) => [at.second, 59],
  minuteOfHour: (at) => [at.minute, 59],
  hourOfDay: (at) => [at.hour, 23],
  dayOfWeek: (at) => [at.dayOfWeek - 1, 6],
  dayOfMonth: (at) => [at.day - 1, 30],
  dayOfYear: (at) => [at.dayOfYear - 1, 365],
  weekOfYear: (at) => [at.weekOfYear! - 1, 52],
  month: (at) => [at.month - 1, 11],
  quarter: (at) => [Math.ceil(at.month / 3) - 1, 3],
};

describe.each([
  ['second', ['secondOfMinute', 'minuteOfHour', 'hourOfDay', 'dayOfWeek', 'dayOfMonth', 'dayOfYear']],
  ['10 minutes', ['minuteOfHour', 'hourOfDay', 'dayOfWeek', 'dayOfMonth', 'dayOfYear']],
  ['hour', ['hourOfDay', 'dayOfWeek', 'dayOfMonth', 'dayOfYear']],
  ['day', ['dayOfWeek', 'dayOfMonth', 'dayOfYear']],
  ['business day', ['dayOfWeek', 'dayOfMonth', 'dayOfYear']],
  ['week', ['dayOfMonth', 'weekOfYear']],
  ['month', ['month']],
  ['quarter', ['quarter']],
  ['year', []],
])('every %s', (text, names) => {
  it.each([undefined, 'Europe/Berlin', 'America/New_York'])(
    'has the features that Temporal tells, in %s',
    (timeZone) => {
      const frequency = parseFrequency(text);
      const calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };
      const start = Date.UTC(2020, 11, 31);
      const features = calendarFeatures(calendar, start, 7, 500);
      expect(features.names).toEqual(names);
      for (let step = 0; step < 500; step++) {
        const instant = Temporal.Instant.fromEpochMilliseconds(momentAt(frequency, start, 7 + step));
        const zone = timeZone !== undefined && isSubDaily(frequency) ? timeZone : 'UTC';
        const at = instant.toZonedDateTimeISO(zone).toPlainDateTime();
        for (const [index, name] of names.entries()) {
          const [value, max] = ORACLE[name]!(at);
          expect(features.values[index]![step]).toBeCloseTo(value / max - 0.5, 6);
        }
      }
    },
  );
});

it('keeps the hour of the day over daylight saving', () => {
  const calendar = { frequency: parseFrequency('hour'), timeZone: 'Europe/Berlin' };
  const hours = (start: number) =>
    Array.from(calendarFeatures(calendar, start, 0, 6).values[0]!, (value) => Math.round((value + 0.5) * 23));
  expect(hours(Date.UTC(2024, 2, 30, 23))).toEqual([0, 1, 3, 4, 5, 6]);
  expect(hours(Date.UTC(2024, 9, 26, 22))).toEqual([0, 1, 2, 2, 3, 4]);
});

it('has none without times', () => {
  expect(calendarFeatures({ frequency: parseFrequency('hour') }, undefined, 0, 5)).toEqual({
    names: [],
    values: [],
  });
});

it('tells a million hours in less than a second', () => {
  const calendar = { frequency: parseFrequency('hour'), timeZone: 'Europe/Berlin' };
  const began = performance.now();
  const { values } = calendarFeatures(calendar, Date.UTC(1950, 0, 1), 0, 1_000_000);
  // Ten times what it takes, since machines are busy.
  expect(performance.now() - began).toBeLessThan(3000);
  expect(values[0]).toHaveLength(1_000_000);
});
