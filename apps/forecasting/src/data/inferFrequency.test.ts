import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, momentAt } from './calendar.ts';
import { formatFrequency, parseFrequency } from './frequency.ts';
import { loadDataSet } from './loadDataSet.ts';
import { isoClock } from './moment.ts';
import { createTableFiles, csvAt } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);

async function read(times: readonly string[], frequency?: string) {
  const path = files.write('times.csv', csvAt(...times));
  const { series, ...dataSet } = await loadDataSet({
    files: [path],
    ...(frequency !== undefined && { frequency }),
  });
  return { frequency: formatFrequency(dataSet.frequency), values: Array.from(series[0]!.values) };
}

describe('inferFrequency', () => {
  it.each([
    'second',
    '10 seconds',
    'minute',
    '15 minutes',
    'hour',
    '6 hours',
    'day',
    '3 days',
    'week',
    '2 weeks',
    'month',
    'quarter',
    '2 quarters',
    'year',
  ])('finds every %s, over gaps', async (text) => {
    const frequency = parseFrequency(text);
    const start = Date.UTC(2019, 11, 31, 23);
    const steps = [0, 1, 2, 3, 5, 6, 7, 9, 20, 21, 22];
    const found = await read(steps.map((step) => isoClock(momentAt(frequency, start, step))));
    expect(found.frequency).toBe(text);
    expect(found.values).toEqual(
      Array.from({ length: 23 }, (_, step) => (steps.includes(step) ? steps.indexOf(step) : NaN)),
    );
  });

  it.each([
    ['month ends', ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30'], 'month'],
    ['months', ['2023-01', '2023-02', '2023-03'], 'month'],
    ['two months', ['2023-02-01', '2023-03-01'], 'month'],
    ['the 30th of months', ['2023-04-30', '2023-05-30', '2023-06-30'], 'month'],
    [
      'last business days of months',
      ['2024-01-31', '2024-02-29', '2024-03-29', '2024-04-30', '2024-05-31', '2024-06-28'],
      'month',
    ],
    [
      'first business days of months',
      ['2024-05-01', '2024-06-03', '2024-07-01', '2024-08-01', '2024-09-02'],
      'month',
    ],
    ['quarters', ['2023-Q4', '2024-Q1', '2024-Q2'], 'quarter'],
    ['quarter ends', ['2023-03-31', '2023-06-30', '2023-09-30', '2023-12-31'], 'quarter'],
    ['years', ['2020', '2021', '2022'], 'year'],
    ['business days', ['2024-03-28', '2024-03-29', '2024-04-01', '2024-04-02'], 'business day'],
    [
      'business days with a holiday',
      ['2024-04-30', '2024-05-02', '2024-05-03', '2024-05-06', '2024-05-07'],
      'business day',
    ],
    ['days of one week', ['2024-04-01', '2024-04-02', '2024-04-03'], 'day'],
    ['every 28 days', ['2024-01-01', '2024-01-29', '2024-02-26'], '4 weeks'],
    ['days at different hours of the year, by the clock', ['2024-04-01 16:00', '2024-04-02 16:00'], 'day'],
  ])('finds %s', async (_, times, expected) => {
    expect((await read(times)).frequency).toBe(expected);
  });

  it('keeps the gaps of business days and month ends', async () => {
    expect((await read(['2024-04-30', '2024-05-02', '2024-05-03', '2024-05-06'])).values).toEqual([
      0,
      NaN,
      1,
      2,
      3,
    ]);
    expect((await read(['2023-01-31', '2023-02-28', '2023-04-30', '2023-05-31'])).values).toEqual([
      0,
      1,
      NaN,
      2,
      3,
    ]);
  });

  it('shows the first rows that do not fit', async () => {
    const reading = read([
      '2024-01-01 00:00',
      '2024-01-01 01:00',
      '2024-01-01 02:00',
      '2024-01-01 02:20',
      '2024-01-01 03:20',
    ]);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(
      /most rows are one every hour.* series y goes from 2024-01-01T02:00:00 to 2024-01-01T02:20:00 \(.*times\.csv, row 4\)/,
    );
  });

  it('refuses a frequency that does not fit the times', async () => {
    const daily = ['2024-01-01', '2024-01-02', '2024-01-03'];
    await expect(read(daily, 'week')).rejects.toThrow(
      /series y starts at 2024-01-01; with a value every week there can be no further one at 2024-01-02 \(.*, row 2\)/,
    );
    await expect(read(daily, 'month')).rejects.toThrow(/no further one at 2024-01-02/);
    await expect(read(['2024-01-05', '2024-01-06'], 'business day')).rejects.toThrow(
      /no further one at 2024-01-06/,
    );
    await expect(read(daily, 'dai')).rejects.toThrow(/did you mean/);
  });

  it('takes a frequency that is finer than the rows', async () => {
    expect((await read(['2024-01-01', '2024-01-03'], 'day')).values).toEqual([0, NaN, 1]);
    expect((await read(['2024-01-15', '2024-03-02'], 'month')).values).toEqual([0, NaN, 1]);
  });

  it('refuses a grid with next to no rows on it', async () => {
    const start = Date.UTC(2000, 0, 1);
    const times = [0, HOUR, 2 * HOUR, 2 * HOUR + 200 * 365 * DAY].map((time) => isoClock(start + time));
    await expect(read(times)).rejects.toThrow(
      /4 rows from 2000-01-01T00:00:00 to 2199.* are 1752003 values, one every hour/,
    );
  });
});
