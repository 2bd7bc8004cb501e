import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { formatFrequency, isSubDaily, parseFrequency, seasonLength } from './frequency.ts';

describe('parseFrequency', () => {
  it.each([
    ['hour', 'hour', 1],
    ['hourly', 'hour', 1],
    ['15 minutes', 'minute', 15],
    ['60 min', 'hour', 1],
    ['90 minutes', 'minute', 90],
    ['half hourly', 'minute', 30],
    ['half_hourly', 'minute', 30],
    ['4_seconds', 'second', 4],
    ['Daily', 'day', 1],
    ['business day', 'businessDay', 1],
    ['7 days', 'week', 1],
    ['6 months', 'quarter', 2],
    ['12 months', 'year', 1],
    ['h', 'hour', 1],
    ['15min', 'minute', 15],
    ['D', 'day', 1],
    ['B', 'businessDay', 1],
    ['W', 'week', 1],
    ['W-SUN', 'week', 1],
    ['MS', 'month', 1],
    ['M', 'month', 1],
    ['ME', 'month', 1],
    ['QS', 'quarter', 1],
    ['QS-OCT', 'quarter', 1],
    ['YS', 'year', 1],
    ['A-DEC', 'year', 1],
  ] as const)('reads %j', (text, unit, count) => {
    expect(parseFrequency(text)).toEqual({ unit, count });
  });

  it.each(['', 'm', '0 days', 'fortnight', '1.5 hours', '-1 day'])('refuses %j', (text) => {
    expect(() => parseFrequency(text)).toThrow(InputError);
  });

  it('names the word that a mistyped one most likely means', () => {
    expect(() => parseFrequency('montly')).toThrow(/got "montly"; did you mean "monthly"\?/);
  });
});

it('formats what it reads', () => {
  for (const text of ['second', '15 minutes', 'hour', '2 days', 'business day', '3 business days', 'year']) {
    expect(formatFrequency(parseFrequency(text))).toBe(text);
  }
});

it.each([
  ['second', 60],
  ['minute', 1440],
  ['15 minutes', 96],
  ['hour', 24],
  ['6 hours', 4],
  ['day', 7],
  ['business day', 5],
  ['week', 52],
  ['month', 12],
  ['2 months', 6],
  ['quarter', 4],
  ['year', 1],
  ['5 hours', 1],
  ['2 weeks', 26],
])('takes the season of %s for %i steps', (text, steps) => {
  expect(seasonLength(parseFrequency(text))).toBe(steps);
});

it('counts hours and less as parts of a day', () => {
  expect(['second', 'minute', '36 hours'].map((text) => isSubDaily(parseFrequency(text)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['day', 'business day', 'month'].map((text) => isSubDaily(parseFrequency(text)))).toEqual([
    false,
    false,
    false,
  ]);
});
