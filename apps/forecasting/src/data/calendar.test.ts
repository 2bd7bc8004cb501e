import { describe, expect, it } from 'vitest';
import { momentAt, stepsBetween } from './calendar.ts';
import { parseFrequency } from './frequency.ts';
import { isoClock } from './moment.ts';

const at = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
const dates = (frequency: string, start: string, count: number) =>
  Array.from({ length: count }, (_, step) =>
    isoClock(momentAt(parseFrequency(frequency), at(start), step)).slice(0, 10),
  );

describe('momentAt', () => {
  it.each([
    ['month', '2023-01-31', ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30']],
    ['month', '2024-01-31', ['2024-01-31', '2024-02-29', '2024-03-31']],
    ['month', '2023-02-28', ['2023-02-28', '2023-03-31', '2023-04-30']],
    ['month', '2023-01-30', ['2023-01-30', '2023-02-28', '2023-03-30']],
    ['month', '2023-11-01', ['2023-11-01', '2023-12-01', '2024-01-01']],
    ['quarter', '2023-03-31', ['2023-03-31', '2023-06-30', '2023-09-30', '2023-12-31']],
    ['year', '2023-02-28', ['2023-02-28', '2024-02-29', '2025-02-28']],
    ['business day', '2024-03-28', ['2024-03-28', '2024-03-29', '2024-04-01', '2024-04-02']],
    ['week', '2024-02-26', ['2024-02-26', '2024-03-04']],
    ['2 days', '2024-02-28', ['2024-02-28', '2024-03-01']],
  ] as const)('goes on every %s from %s', (frequency, start, expected) => {
    expect(dates(frequency, start, expected.length)).toEqual(expected);
  });

  it('goes back, keeps the time of day, and knows years before 1970', () => {
    const month = parseFrequency('month');
    expect(isoClock(momentAt(month, at('2024-03-31T16:00:00'), -1))).toBe('2024-02-29T16:00:00');
    expect(isoClock(momentAt(month, at('1749-01-01'), 12))).toBe('1750-01-01T00:00:00');
    expect(isoClock(momentAt(parseFrequency('business day'), at('1969-12-29'), -1))).toBe(
      '1969-12-26T00:00:00',
    );
  });
});

describe('stepsBetween', () => {
  it.each([
    '15 minutes',
    'hour',
    'day',
    'business day',
    '3 business days',
    'week',
    'month',
    'quarter',
    'year',
  ])('is the way back from momentAt for every %s', (text) => {
    const frequency = parseFrequency(text);
    // A Friday that is a month's last day.
    const start = at('2024-05-31T06:00:00');
    for (let steps = -60; steps <= 60; steps++) {
      expect(stepsBetween(frequency, start, momentAt(frequency, start, steps))).toBe(steps);
    }
  });

  it('is undefined between steps', () => {
    const between = (frequency: string, from: string, to: string) =>
      stepsBetween(parseFrequency(frequency), at(from), at(to));
    expect(between('hour', '2024-01-01T00:00:00', '2024-01-01T00:30:00')).toBeUndefined();
    expect(between('business day', '2024-03-28', '2024-03-30')).toBeUndefined();
    expect(between('quarter', '2024-01-01', '2024-02-01')).toBeUndefined();
  });

  it('does not mind the day of a month, so that its last business day is a step', () => {
    expect(stepsBetween(parseFrequency('month'), at('2024-02-29'), at('2024-03-29'))).toBe(1);
    expect(stepsBetween(parseFrequency('month'), at('2024-03-29'), at('2024-04-30'))).toBe(1);
  });
});
