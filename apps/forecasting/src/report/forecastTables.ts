import { momentAt, type Calendar } from '../data/calendar.ts';
import { formatMoment } from '../data/moment.ts';
import { areSameLevels } from '../metrics/levels.ts';
import type { Forecast } from '../series.ts';

/** Digits that count: more than any forecast is good for, few enough to be read. */
const DIGITS = 7;

/** One step of a forecast, as a row of a table. */
interface Row {
  readonly series: string;
  /** of the step, as `formatMoment` writes it; else how many steps ahead it is */
  readonly at: string | number;
  /** the mean, then the quantiles */
  readonly numbers: readonly number[];
}

/**
 * Forecasts as CSV, a row for each step: `series,time,mean,q0.025,…`. Where a series has no times, all rows
 * have a column `step` instead: 1 is the first step ahead. Numbers have seven digits; a cell is empty where there is
 * none.
 *
 * @throws RangeError without a forecast, or if they differ in their levels
 */
export function forecastsToCsv(forecasts: readonly Forecast[], calendar: Calendar): string {
  const lines = [columnsOf(forecasts).join(',')];
  for (const { series, at, numbers } of rowsOf(forecasts, calendar)) {
    lines.push([csvCell(series), at, ...numbers.map((value) => rounded(value) ?? '')].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * The same rows as {@link forecastsToCsv}, as JSON lines: `{"series":"a","time":"2024-01-01","mean":1.5,"q0.5":1.4}`,
 * with null where there is no number.
 *
 * @throws RangeError as `forecastsToCsv` does
 */
export function forecastsToJsonLines(forecasts: readonly Forecast[], calendar: Calendar): string {
  const columns = columnsOf(forecasts);
  let text = '';
  for (const { series, at, numbers } of rowsOf(forecasts, calendar)) {
    const cells = [series, at, ...numbers.map(rounded)];
    text += `${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, cells[index]])))}\n`;
  }
  return text;
}

/**
 * Forecasts as one JSON array, an object for each series: `{"series": "a", "time": ["2024-01-01", …], "mean": […],
 * "quantiles": {"0.025": […], …}}`, without `time` where there are none. Numbers as in {@link forecastsToCsv}.
 */
export function forecastsToJson(forecasts: readonly Forecast[], calendar: Calendar): string {
  const objects = forecasts.map((forecast) => ({
    series: forecast.id,
    ...(forecast.start !== undefined && {
      time: Array.from(forecast.mean, (_, step) => timeOf(forecast, calendar, step)),
    }),
    mean: Array.from(forecast.mean, rounded),
    quantiles: Object.fromEntries(
      forecast.levels.map((level, index) => [
        levelName(level),
        Array.from(forecast.quantiles[index] ?? [], rounded),
      ]),
    ),
  }));
  return `[\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]\n`;
}

/** The columns of the table, by their names. */
function columnsOf(forecasts: readonly Forecast[]): string[] {
  const [first] = forecasts;
  if (first === undefined) throw new RangeError('forecast table: expected a forecast or more, got none');
  const other = forecasts.find(({ levels }) => !areSameLevels(levels, first.levels));
  if (other !== undefined) {
    throw new RangeError(
      `forecast table: expected the same levels for all series, got ${first.levels.join(' ')} for "${first.id}" and ` +
        `${other.levels.join(' ')} for "${other.id}"`,
    );
  }
  return [
    'series',
    haveTimes(forecasts) ? 'time' : 'step',
    'mean',
    ...first.levels.map((level) => `q${levelName(level)}`),
  ];
}

function* rowsOf(forecasts: readonly Forecast[], calendar: Calendar): Generator<Row> {
  const isTimed = haveTimes(forecasts);
  for (const forecast of forecasts) {
    const { id, mean, quantiles } = forecast;
    for (const [step, value] of mean.entries()) {
      yield {
        series: id,
        at: isTimed ? timeOf(forecast, calendar, step) : step + 1,
        numbers: [value, ...quantiles.map((values) => values[step] ?? NaN)],
      };
    }
  }
}

function haveTimes(forecasts: readonly Forecast[]): boolean {
  return forecasts.every(({ start }) => start !== undefined);
}

function timeOf({ start = NaN }: Forecast, calendar: Calendar, step: number): string {
  return formatMoment(calendar, momentAt(calendar.frequency, start, step));
}

/** 0.975, where 1 − 0.025 is a little less. */
function levelName(level: number): string {
  return String(Number(level.toPrecision(12)));
}

function rounded(value: number): number | null {
  // Adding 0 makes 0 of -0.
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) + 0 : null;
}

function csvCell(text: string): string {
  return /^[^",\r\n]*$/.test(text) && text.trim() === text && text !== ''
    ? text
    : `"${text.replaceAll('"', '""')}"`;
}
