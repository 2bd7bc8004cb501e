import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar.ts';
import { parseFrequency } from './frequency.ts';
import { holidayFeature, loadHolidays } from './holidays.ts';

const day = (text: string) => dayOf(Date.parse(`${text}T00:00:00Z`));

describe('loadHolidays', () => {
  it('knows the holidays of a country and of a region', async () => {
    const germany = await loadHolidays({ country: 'DE' });
    const bavaria = await loadHolidays({ country: 'de', region: 'by' });
    expect(germany.nameOf(day('2024-10-03'))).toBe('Tag der Deutschen Einheit');
    expect(germany.nameOf(day('2024-03-29'))).toBe('Karfreitag');
    expect(germany.nameOf(day('2024-10-04'))).toBeUndefined();
    expect(germany.nameOf(day('2024-01-06'))).toBeUndefined();
    expect(bavaria.nameOf(day('2024-01-06'))).toBe('Heilige Drei Könige');
  });

  it('knows the days on which holidays are made up for, also those of the year after', async () => {
    const states = await loadHolidays({ country: 'US' });
    expect(states.nameOf(day('2021-07-05'))).toContain('Independence Day');
    expect(states.nameOf(day('2021-12-31'))).toContain("New Year's Day");
  });

  it('knows holidays of several days', async () => {
    const turkey = await loadHolidays({ country: 'TR' });
    const feast = ['2024-04-09', '2024-04-10', '2024-04-11', '2024-04-12', '2024-04-13'];
    expect(feast.map((date) => turkey.nameOf(day(date)) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    [{ country: 'Germany' }, /expected the code of a country, got "Germany"; did you mean DE \(Germany\)\?/],
    [{ country: 'D' }, /expected the code of a country, got "D"; known: /],
    [{ country: 'DE', region: 'Bavaria' }, /expected the code of a region of DE, got "Bavaria".*known: .*BY/],
    [{ country: 'JP', region: 'X' }, /region of JP, got "X"; none are known/],
  ])('refuses %j', async (place, message) => {
    await expect(loadHolidays(place)).rejects.toThrow(InputError);
    await expect(loadHolidays(place)).rejects.toThrow(message);
  });
});

describe('holidayFeature', () => {
  it('is 1 on holidays, whole days of the local clock', async () => {
    const holidays = await loadHolidays({ country: 'DE' });
    const daily = { frequency: parseFrequency('day') };
    expect(holidayFeature(holidays, daily, Date.UTC(2024, 11, 24), 0, 4)).toEqual(
      new Float32Array([0, 1, 1, 0]),
    );
    const hourly = { frequency: parseFrequency('hour'), timeZone: 'Europe/Berlin' };
    // 25 December begins an hour earlier in UTC.
    const hours = holidayFeature(holidays, hourly, Date.UTC(2024, 11, 24, 20), 0, 60)!;
    expect(hours.findIndex((value) => value === 1)).toBe(3);
    expect(hours.filter((value) => value === 1)).toHaveLength(48);
    expect(holidayFeature(holidays, daily, undefined, 0, 4)).toBeUndefined();
  });

  it('refuses steps longer than a day', async () => {
    const holidays = await loadHolidays({ country: 'DE' });
    expect(() => holidayFeature(holidays, { frequency: parseFrequency('week') }, 0, 0, 4)).toThrow(
      /got week/,
    );
  });
});
