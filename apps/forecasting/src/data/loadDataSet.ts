import { dirname, isAbsolute, sep } from 'node:path';
import { InputError } from '@reprise/core/errors';
import type { DataSet, Series } from '../series.ts';
import { hasKnown, readValues, type Values } from '../values.ts';
import { momentAt, type Calendar } from './calendar.ts';
import { formatFrequency } from './frequency.ts';
import { formatMoment } from './moment.ts';
import type { ReadOptions } from './readOptions.ts';
import { streamSeries, type SeriesStream } from './streamSeries.ts';

/** A data set, and what there is to say about how it was read. */
export interface LoadedDataSet<V extends Values = Float64Array> extends DataSet<V> {
  /** what was read, and what of it as what, in one line */
  readonly summary: string;
  /** what a person would want to know of before going on; a line each */
  readonly warnings: readonly string[];
}

/** How many names a message shows. */
const SHOWN = 5;

/**
 * Reads all series into memory.
 *
 * Series of one value, without any, and that never change are let through; those without any are told.
 *
 * @throws InputError as {@link streamSeries} does.
 */
export async function loadDataSet(options: ReadOptions): Promise<LoadedDataSet> {
  const stream = await streamSeries(options);
  const series: Series[] = [];
  for await (const one of stream) series.push(one);
  return described(stream, series, options);
}

/** @throws InputError without series */
export function described<V extends Values>(
  { frequency, timeZone, reading }: SeriesStream,
  series: readonly Series<V>[],
  options: ReadOptions,
): LoadedDataSet<V> {
  if (series.length === 0) throw new InputError(`${reading}: expected series, got none`);
  const calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };
  return {
    ...calendar,
    series,
    summary: `${summarize(series, calendar)} from ${withoutFolders(reading, options)}`,
    warnings: warningsOf(series),
  };
}

/** A summary goes into cards and reports, which go out into the world: an absolute path tells of this machine alone. */
function withoutFolders(text: string, { files = [] }: ReadOptions): string {
  return files
    .filter((path) => isAbsolute(path))
    .reduce((shorter, path) => shorter.replaceAll(`${dirname(path)}${sep}`, ''), text);
}

function summarize(series: readonly Series<Values>[], calendar: Calendar): string {
  const { frequency, timeZone } = calendar;
  let [shortest, longest, values, missing] = [Infinity, 0, 0, 0];
  let [from, to] = [Infinity, -Infinity];
  for (const { values: of, start } of series) {
    shortest = Math.min(shortest, of.length);
    longest = Math.max(longest, of.length);
    values += of.length;
    for (const value of readValues(of)) if (Number.isNaN(value)) missing++;
    if (start === undefined) continue;
    from = Math.min(from, start);
    to = Math.max(to, momentAt(frequency, start, Math.max(0, of.length - 1)));
  }
  const parts = [
    `${series.length} series of ${shortest === longest ? longest : `${shortest} to ${longest}`} values`,
    `one every ${formatFrequency(frequency)}`,
    ...(from <= to ? [`from ${formatMoment(calendar, from)} to ${formatMoment(calendar, to)}`] : []),
    ...(timeZone === undefined ? [] : [`on the clock of ${timeZone}`]),
    ...(missing === 0 ? [] : [`${missing} of ${values} missing`]),
  ];
  return parts.join(', ');
}

function warningsOf(series: readonly Series<Values>[]): string[] {
  const empty = series.filter(({ values }) => !hasKnown(values, 1)).map(({ id }) => id);
  if (empty.length === 0) return [];
  const names =
    empty.slice(0, SHOWN).join(', ') + (empty.length > SHOWN ? ` and ${empty.length - SHOWN} more` : '');
  return [`${empty.length} of ${series.length} series have no value at all: ${names}`];
}
