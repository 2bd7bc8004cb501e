import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { parseFrequency } from './frequency.ts';
import { formatMoment, parseMoment } from './moment.ts';

const calendar = (frequency: string, timeZone?: string) => ({
  frequency: parseFrequency(frequency),
  ...(timeZone !== undefined && { timeZone }),
});

describe('parseMoment', () => {
  it.each([
    ['2024-03-31', '2024-03-31T00:00:00Z'],
    ['2024/3/31', '2024-03-31T00:00:00Z'],
    ['20240331', '2024-03-31T00:00:00Z'],
    ['2024-03', '2024-03-01T00:00:00Z'],
    ['2024-Q2', '2024-04-01T00:00:00Z'],
    ['2024Q4', '2024-10-01T00:00:00Z'],
    ['2024', '2024-01-01T00:00:00Z'],
    [' 2024-03-31 16:30 ', '2024-03-31T16:30:00Z'],
    ['2024-03-31T16:30:15.25', '2024-03-31T16:30:15.250Z'],
    ['2024-03-31T16:30:00Z', '2024-03-31T16:30:00Z'],
    ['2024-03-31 16:30:00 UTC', '2024-03-31T16:30:00Z'],
    ['2024-03-31T16:30:00+05:30', '2024-03-31T11:00:00Z'],
    ['2024-03-31T16:30:00-0130', '2024-03-31T18:00:00Z'],
    ['2024-03-31 16:30:00+02', '2024-03-31T14:30:00Z'],
  ])('reads %j', (text, instant) => {
    expect(new Date(parseMoment(calendar('minute'), text)).toISOString()).toBe(
      new Date(instant).toISOString(),
    );
  });

  it.each([
    '',
    'yesterday',
    '31.3.2024',
    '2024-02-30',
    '2024-13',
    '2024-03-31T25:00',
    '2024-Q5',
    '1711843200',
  ])('refuses %j', (text) => {
    expect(() => parseMoment(calendar('hour'), text)).toThrow(InputError);
  });

  it('takes a time without an offset for one of the zone, and moves one with an offset into it', () => {
    const hourly = calendar('hour', 'America/New_York');
    expect(parseMoment(hourly, '2024-07-01T12:00')).toBe(Date.UTC(2024, 6, 1, 16));
    expect(parseMoment(hourly, '2024-07-01T12:00Z')).toBe(Date.UTC(2024, 6, 1, 12));
    // Days are of the clock on the wall.
    const daily = calendar('day', 'America/New_York');
    expect(parseMoment(daily, '2024-07-01')).toBe(Date.UTC(2024, 6, 1));
    expect(parseMoment(daily, '2024-07-01T04:00Z')).toBe(Date.UTC(2024, 6, 1));
  });

  it('refuses a time that the clock skips, and takes the first of two', () => {
    const hourly = calendar('hour', 'Europe/Berlin');
    expect(() => parseMoment(hourly, '2024-03-31T02:30')).toThrow(
      /there is no 2024-03-31T02:30 in Europe\/Berlin/,
    );
    expect(parseMoment(hourly, '2024-10-27T02:30')).toBe(Date.UTC(2024, 9, 27, 0, 30));
  });
});

describe('formatMoment', () => {
  it.each([
    ['hour', 'Europe/Berlin', Date.UTC(2024, 2, 31, 1), '2024-03-31T03:00:00+02:00'],
    ['hour', 'America/St_Johns', Date.UTC(2024, 0, 1), '2023-12-31T20:30:00-03:30'],
    ['hour', 'UTC', Date.UTC(2024, 0, 1), '2024-01-01T00:00:00Z'],
    ['hour', undefined, Date.UTC(2024, 0, 1), '2024-01-01T00:00:00'],
    ['day', 'Europe/Berlin', Date.UTC(2024, 0, 1), '2024-01-01'],
    ['day', undefined, Date.UTC(2024, 0, 1, 16), '2024-01-01T16:00:00'],
    ['second', undefined, Date.UTC(2024, 0, 1, 0, 0, 0, 250), '2024-01-01T00:00:00.250'],
  ])('writes a moment of every %s in %s', (frequency, timeZone, moment, text) => {
    expect(formatMoment(calendar(frequency, timeZone), moment)).toBe(text);
    expect(parseMoment(calendar(frequency, timeZone), text)).toBe(moment);
  });
});
