import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuck, sqlText, type Duck } from './duckdb.ts';
import { readTime, timeFormOf } from './timeText.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(() => duck.close());

it.each([
  '2024-03-31',
  '2024/3/1',
  '20240331',
  '2024-03',
  '2024-Q2',
  '2024q4',
  '1749',
  '2024-03-31 16:30',
  '2024-03-31T16:30:15.25',
  '2024-03-31T16:30:15Z',
  '2024-03-31T16:30Z',
  '2024-03-31 16:30:00 UTC',
  '2024-03-31T16:30:00+05:30',
  '2024-03-31T16:30:00-0130',
  '2024-03-31 16:30+02',
])('reads %j here and in DuckDB alike', async (text) => {
  const { time, isInstant } = readTime(text)!;
  const form = timeFormOf(text)!;
  expect(form.isInstant).toBe(isInstant);
  expect(await duck.rows(`SELECT ${form.sql(sqlText(text))}`)).toEqual([[String(time)]]);
});

it.each([
  ['2024-03-31T16:30:00Z', '2024-03-31T16:30:00'],
  ['2024-03-31T16:30:00', '2024-03-31T16:30:00Z'],
  ['2024-03-31', '2024-02-30'],
  ['2024', '20240'],
  ['20240331', '2024-03-31'],
  ['2024-Q2', '2024-Q7'],
  ['2024-03', '2024-13'],
])('knows that a column as %j has no time %j', async (first, text) => {
  expect(await duck.rows(`SELECT ${timeFormOf(first)!.sql(sqlText(text))}`)).toEqual([[null]]);
});
