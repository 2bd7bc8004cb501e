import { InputError } from '@reprise/core/errors';
import type { Series } from '../series.ts';
import type { Calendar } from './calendar.ts';
import { openDuck, sqlText, type Duck } from './duckdb.ts';
import type { ReadOptions } from './readOptions.ts';
import { nameOfFiles, resolveFiles } from './sources.ts';
import { fileTable, queryTable, type Table } from './table.ts';
import { streamTable } from './tableStream.ts';
import { timeZoneOf } from './timeZone.ts';
import { streamTsf } from './tsfStream.ts';

/** Series of one frequency as they are read, one at a time. They come once. */
export interface SeriesStream extends Calendar, AsyncIterable<Series> {
  /** what is read, and what of it as what, in one line */
  readonly reading: string;
  /** Gives back the memory and the temporary files, which the end of the series does, too. */
  close(): Promise<void>;
}

/**
 * Reads series one at a time, so that they may be more than fit into memory: a table's rows pass through DuckDB,
 * which takes no more than a set amount of memory, and one series at a time is held here.
 *
 * The frequency is that of the first series (64 of them, or a million rows); others have to fit.
 *
 * @throws InputError, here or while series are read, for whatever is wrong with the data or the options; it names
 *   the file, the row and the series.
 */
export async function streamSeries(options: ReadOptions): Promise<SeriesStream> {
  const { files, query, database, timeZone, memoryLimit, temporary } = options;
  if ((files === undefined) === (query === undefined)) {
    throw new InputError(
      'expected either files or a query to read, got ' + (files === undefined ? 'neither' : 'both'),
    );
  }
  if (database !== undefined && query === undefined) {
    throw new InputError('database: expected a query that says what to read from it, got none');
  }
  if (timeZone !== undefined) timeZoneOf(timeZone);

  let opened: Promise<Duck> | undefined;
  const duck = () => (opened ??= openDuck({ memoryLimit, temporary, database }));
  const close = async () => (await opened)?.close();
  try {
    if (query !== undefined) {
      return await streamOfTable(await queryTable(await duck(), query, options), options, close);
    }
    const found = await resolveFiles(files ?? [], async (pattern) =>
      (await (await duck()).rows(`SELECT file FROM glob(${sqlText(pattern)})`)).map(([path]) => path ?? ''),
    );
    if (found.format !== 'tsf') {
      return await streamOfTable(await fileTable(await duck(), found, options), options, close);
    }
    const { calendar, series } = await streamTsf(found.paths, options);
    await close();
    return streamOf(calendar, nameOfFiles(found.paths), series, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function streamOfTable(
  table: Table,
  options: ReadOptions,
  close: () => Promise<void>,
): Promise<SeriesStream> {
  const { calendar, reading, series } = await streamTable(table, options);
  return streamOf(calendar, `${table.name}: ${reading}`, series, close);
}

function streamOf(
  calendar: Calendar,
  reading: string,
  series: AsyncGenerator<Series, void>,
  close: () => Promise<void>,
): SeriesStream {
  async function* read(): AsyncGenerator<Series, void> {
    try {
      yield* series;
    } finally {
      await close();
    }
  }
  const once = read();
  return {
    ...calendar,
    reading,
    [Symbol.asyncIterator]: () => once,
    async close() {
      await once.return();
      await series.return();
      await close();
    },
  };
}
