import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadDataSet } from '../data/loadDataSet.ts';
import type { Forecast } from '../series.ts';
import { makeForecast } from './fan.fixture.ts';
import { forecastsToCsv, forecastsToJson, forecastsToJsonLines } from './forecastTables.ts';

const folder = mkdtempSync(join(tmpdir(), 'forecast-tables-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const MONTHS = { frequency: { unit: 'month', count: 1 } } as const;
const IDS = ['a, "quoted"', ' spaces ', '<script>', 'line', '007'];
const levels = [0.1, 0.5, 1 - 0.1];

function forecastsOf(start: number | undefined): Forecast[] {
  return IDS.map((id, index) =>
    makeForecast({ id, start }, [Math.PI * 10 ** index, -1e-9 / 3, 0, 123456789.123], {
      levels,
      spread: 0.1 * index,
    }),
  );
}

describe('forecastsToCsv', () => {
  it('is a row for each step, of seven digits', () => {
    const forecast = forecastsOf(Date.UTC(2024, 11, 1))[1]!;
    expect(forecastsToCsv([forecast], MONTHS)).toBe(
      'series,time,mean,q0.1,q0.5,q0.9\n' +
        '" spaces ",2024-12-01,31.41593,31.21593,31.41593,31.61593\n' +
        '" spaces ",2025-01-01,-3.333333e-10,-0.2,-3.333333e-10,0.2\n' +
        '" spaces ",2025-02-01,0,-0.2,0,0.2\n' +
        '" spaces ",2025-03-01,123456800,123456800,123456800,123456800\n',
    );
  });

  it.each([
    ['months', MONTHS, Date.UTC(2024, 11, 31)],
    [
      'hours over a change of the clock',
      { frequency: { unit: 'hour', count: 1 }, timeZone: 'Europe/Berlin' },
      Date.UTC(2024, 9, 26, 23),
    ],
    ['quarters of an hour', { frequency: { unit: 'minute', count: 15 } }, Date.UTC(2024, 0, 1, 23, 30)],
  ] as const)('is read back as it was: %s', async (_, calendar, start) => {
    const forecasts = forecastsOf(start);
    const [csv, lines] = [join(folder, 'forecast.csv'), join(folder, 'forecast.jsonl')];
    writeFileSync(csv, forecastsToCsv(forecasts, calendar));
    writeFileSync(lines, forecastsToJsonLines(forecasts, calendar));
    for (const file of [csv, lines]) {
      for (const [column, valuesOf] of [
        ['mean', ({ mean }: Forecast) => mean],
        ['q0.9', ({ quantiles }: Forecast) => quantiles[2]!],
      ] as const) {
        const timeZone = 'timeZone' in calendar ? { timeZone: calendar.timeZone } : {};
        const read = await loadDataSet({
          files: [file],
          form: 'long',
          id: 'series',
          time: 'time',
          value: column,
          ...timeZone,
        });
        expect(read.frequency).toEqual(calendar.frequency);
        expect(read.series.map(({ id }) => id.trim()).sort()).toEqual(IDS.map((id) => id.trim()).sort());
        for (const forecast of forecasts) {
          const series = read.series.find(({ id }) => id.trim() === forecast.id.trim())!;
          expect(series.start).toBe(start);
          expect(Array.from(series.values)).toEqual(
            Array.from(valuesOf(forecast), (value) => Number(value.toPrecision(7))),
          );
        }
      }
    }
  });

  it('counts steps where a series has no times', async () => {
    const [one, other] = [forecastsOf(undefined)[3]!, forecastsOf(0)[4]!];
    const rows = forecastsToCsv([one, other], MONTHS).split('\n');
    expect(rows[0]).toBe('series,step,mean,q0.1,q0.5,q0.9');
    expect(rows.slice(1, 9).map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      '007 1',
      '007 2',
      '007 3',
      '007 4',
    ]);
    const path = join(folder, 'steps.csv');
    writeFileSync(path, rows.join('\n'));
    const read = await loadDataSet({
      files: [path],
      form: 'long',
      id: 'series',
      value: 'mean',
      frequency: 'month',
    });
    expect(read.series.map(({ start }) => start)).toEqual([undefined, undefined]);
    expect(read.series.map(({ values }) => values[0])).toEqual([3141.593, 31415.93]);
  });

  it('leaves a cell empty for what is no number, and refuses a table that would have holes', () => {
    const forecast = makeForecast({ id: 'a', start: undefined }, [NaN, -0], { levels: [0.5] });
    expect(forecastsToCsv([forecast], MONTHS)).toBe('series,step,mean,q0.5\na,1,,\na,2,0,0\n');
    expect(() => forecastsToCsv([], MONTHS)).toThrow(RangeError);
    const other = makeForecast({ id: 'b', start: undefined }, [1], { levels: [0.1, 0.5, 0.9] });
    expect(() => forecastsToCsv([forecast, other], MONTHS)).toThrow(
      /got 0.5 for "a" and 0.1 0.5 0.9 for "b"/,
    );
  });
});

describe('forecastsToJson', () => {
  it('is an object for each series', () => {
    const timed = makeForecast({ id: 'a', start: Date.UTC(2024, 0, 31) }, [1 / 3, NaN], { levels });
    const untimed = { ...timed, id: '</b>', start: undefined };
    expect(JSON.parse(forecastsToJson([timed, untimed], MONTHS))).toEqual([
      {
        series: 'a',
        time: ['2024-01-31', '2024-02-29'],
        mean: [0.3333333, null],
        quantiles: { '0.1': [-1.666667, null], '0.5': [0.3333333, null], '0.9': [2.333333, null] },
      },
      {
        series: '</b>',
        mean: [0.3333333, null],
        quantiles: { '0.1': [-1.666667, null], '0.5': [0.3333333, null], '0.9': [2.333333, null] },
      },
    ]);
  });
});
