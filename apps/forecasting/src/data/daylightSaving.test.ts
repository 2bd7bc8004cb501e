import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUR } from './calendar.ts';
import { loadDataSet } from './loadDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { createTableFiles, csvAt } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);

async function read(times: readonly string[], options: ReadOptions) {
  const dataSet = await loadDataSet({ files: [files.write('times.csv', csvAt(...times))], ...options });
  const { start, values } = dataSet.series[0]!;
  return { frequency: dataSet.frequency, timeZone: dataSet.timeZone, start, values: Array.from(values) };
}

const HOURLY = { unit: 'hour', count: 1 };

describe.each([
  // The clock is put forward from 2 to 3, and back from 3 to 2.
  ['Europe/Berlin', '2024-03-31', Date.UTC(2024, 2, 31, 0), '2024-10-27', Date.UTC(2024, 9, 26, 23), 2],
  // Forward from 2 to 3, back from 2 to 1.
  ['America/New_York', '2024-03-10', Date.UTC(2024, 2, 10, 6), '2024-11-03', Date.UTC(2024, 10, 3, 4), 1],
])('%s', (timeZone, spring, springStart, autumn, autumnStart, twice) => {
  it('has no hour missing in spring', async () => {
    const times = ['01:00', '03:00', '04:00'].map((clock) => `${spring} ${clock}`);
    expect(await read(times, { timeZone })).toEqual({
      frequency: HOURLY,
      timeZone,
      start: springStart,
      values: [0, 1, 2],
    });
  });

  it('takes the hour that comes twice in autumn for the first, then for the second', async () => {
    const times = [0, 1, ...(twice === 2 ? [2, 2] : [1, 2]), 3].map((hour) => `${autumn} 0${hour}:00`);
    // At 0 o'clock there.
    const start = twice === 2 ? autumnStart - HOUR : autumnStart;
    expect(await read(times, { timeZone })).toEqual({
      frequency: HOURLY,
      timeZone,
      start,
      values: [0, 1, 2, 3, 4],
    });
  });

  it('takes it for the first where it comes once, and the second for missing', async () => {
    const times = [twice, twice + 1, twice + 2].map((hour) => `${autumn} 0${hour}:00`);
    expect((await read(times, { timeZone })).values).toEqual([0, NaN, 1, 2]);
  });

  it('has half hours that come twice in the order of the clock or of time', async () => {
    const clocks = (...list: string[]) => list.map((clock) => `${autumn} 0${twice}:${clock}`);
    const later = `${autumn} 0${twice + 1}:00`;
    expect((await read([...clocks('00', '30', '00', '30'), later], { timeZone })).values).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect((await read([...clocks('00', '00', '30', '30'), later], { timeZone })).values).toEqual([
      0, 2, 1, 3, 4,
    ]);
  });

  it('refuses a time that the clock skips', async () => {
    const reading = read([`${spring} 01:00`, `${spring} 02:00`, `${spring} 03:00`], { timeZone });
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(
      new RegExp(`times\\.csv, row 2: there is no ${spring}T02:00:00 in ${timeZone}`),
    );
  });

  it.each([spring, autumn])('has whole days over %s', async (date) => {
    const day = Date.parse(date);
    const around = [-1, 0, 1, 2].map((days) => new Date(day + days * 24 * HOUR).toISOString().slice(0, 10));
    expect(await read(around, { timeZone })).toEqual({
      frequency: { unit: 'day', count: 1 },
      timeZone,
      start: day - 24 * HOUR,
      values: [0, 1, 2, 3],
    });
  });

  it('moves instants into the zone: hours stay instants, midnights become days', async () => {
    const instant = (time: number) => new Date(time).toISOString();
    const hours = [0, 1, 2].map((hour) => instant(springStart + hour * HOUR));
    expect(await read(hours, { timeZone })).toEqual({
      frequency: HOURLY,
      timeZone,
      start: springStart,
      values: [0, 1, 2],
    });
    // The day on which the clock is put forward has 23 hours.
    const midnight = springStart - HOUR;
    const midnights = [-24, 0, 23, 47].map((hour) => instant(midnight + hour * HOUR));
    expect(await read(midnights, { timeZone })).toEqual({
      frequency: { unit: 'day', count: 1 },
      timeZone,
      start: Date.parse(spring) - 24 * HOUR,
      values: [0, 1, 2, 3],
    });
  });
});

it('has instants of UTC where no zone is named', async () => {
  const times = ['2024-03-31T01:00:00+01:00', '2024-03-31T03:00:00+02:00', '2024-03-31T02:00:00Z'];
  expect(await read(times, {})).toEqual({
    frequency: HOURLY,
    timeZone: 'UTC',
    start: Date.UTC(2024, 2, 31, 0),
    values: [0, 1, 2],
  });
});

it('reads instants of Parquet', async () => {
  const path = await files.writeParquet(
    'instants.parquet',
    `SELECT TIMESTAMPTZ '2024-03-31 00:00:00+00' + to_hours(i::INT) AS time, i::DOUBLE AS y FROM range(3) r(i)`,
  );
  const { series, timeZone } = await loadDataSet({ files: [path], timeZone: 'Europe/Berlin' });
  expect(timeZone).toBe('Europe/Berlin');
  expect(series[0]).toEqual({ id: 'y', start: Date.UTC(2024, 2, 31), values: new Float64Array([0, 1, 2]) });
});

it('refuses midnights of UTC as days of another zone', async () => {
  const reading = read(['2024-03-30T00:00Z', '2024-03-31T00:00Z', '2024-04-01T00:00Z'], {
    timeZone: 'Europe/Berlin',
  });
  await expect(reading).rejects.toThrow(/a row every day of UTC, but not of the clock of Europe\/Berlin/);
});

it('counts steps of several hours by the clock alone without a zone', async () => {
  const times = ['2024-03-30 18:00', '2024-03-31 00:00', '2024-03-31 06:00', '2024-03-31 12:00'];
  expect((await read(times, {})).frequency).toEqual({ unit: 'hour', count: 6 });
  await expect(read(times, { timeZone: 'Europe/Berlin' })).rejects.toThrow(
    /goes from 2024-03-31T00:00:00\+01:00 to 2024-03-31T06:00:00\+02:00.*leave the time zone out/,
  );
});

it('advises to name the zone where an hour comes twice', async () => {
  const reading = read(['2024-10-27 01:00', '2024-10-27 02:00', '2024-10-27 02:00'], {});
  await expect(reading).rejects.toThrow(
    /several rows at one time: 2024-10-27T02:00:00 \(.*row 2 and .*row 3\).*name the time zone/,
  );
});
