import { InputError } from '@reprise/core/errors';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { HOUR } from './calendar.ts';
import { timeZoneOf } from './timeZone.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'UTC',
];

describe.each(ZONES)('%s', (name) => {
  const zone = timeZoneOf(name);

  it('has the offsets of Temporal, asked in any order', () => {
    const from = Date.UTC(1975, 0, 1);
    for (let index = 0; index < 2000; index++) {
      // A stride that is prime to the number of instants visits all of them, far from in order.
      const instant = from + ((index * 787) % 2000) * 223 * HOUR;
      const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
      expect(zone.offsetAt(instant)).toBe(offsetNanoseconds / 1e6);
    }
  });

  it('finds the instants that Temporal finds through a year, every half hour where the offset changes', () => {
    const offsetAt = (instant: number): number =>
      Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name).offsetNanoseconds;
    const step = (wall: number): number =>
      offsetAt(wall - 36 * HOUR) === offsetAt(wall + 36 * HOUR) ? 5 * HOUR : HOUR / 2;
    for (let wall = Date.UTC(2024, 0, 1); wall < Date.UTC(2025, 0, 1); wall += step(wall)) {
      const plain = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
      const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
        plain.toZonedDateTime(name, { disambiguation }),
      );
      const shown = [earlier!, later!].filter((instant) => instant.toPlainDateTime().equals(plain));
      expect(zone.instantsOf(wall)).toEqual([...new Set(shown.map((instant) => instant.epochMilliseconds))]);
    }
  });
});

it('skips an hour in spring and repeats one in autumn', () => {
  const berlin = timeZoneOf('Europe/Berlin');
  expect(berlin.instantsOf(Date.UTC(2024, 2, 31, 2, 30))).toEqual([]);
  expect(berlin.instantsOf(Date.UTC(2024, 9, 27, 2, 30))).toEqual([
    Date.UTC(2024, 9, 27, 0, 30),
    Date.UTC(2024, 9, 27, 1, 30),
  ]);
});

it.each([
  ['Europe/Berln', 'Europe/Berlin'],
  ['Berlin', 'Europe/Berlin'],
  ['new_york', 'America/New_York'],
])('refuses %s and names %s', (wrong, right) => {
  expect(() => timeZoneOf(wrong)).toThrow(InputError);
  expect(() => timeZoneOf(wrong)).toThrow(`did you mean ${right}?`);
});

it('refuses a name like no other without a guess', () => {
  expect(() => timeZoneOf('Middle-earth/Hobbiton')).toThrow(/got "Middle-earth\/Hobbiton"$/);
});
