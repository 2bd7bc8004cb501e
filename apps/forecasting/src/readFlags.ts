import { collect, nameList, oneOf, type Command } from '@reprise/app/commandLine';
import type { Form, ReadOptions } from './data/readOptions.ts';

/** What commands are told of the data that they read. */
export interface ReadFlags {
  data?: string[];
  query?: string;
  database?: string;
  form?: Form;
  idColumn?: string;
  timeColumn?: string;
  valueColumn?: string;
  futureColumns?: string[];
  pastColumns?: string[];
  staticColumns?: string[];
  frequency?: string;
  timeZone?: string;
  missing?: string[];
  sort?: boolean;
  memory?: string;
  temporary?: string;
}

/** Adds the options that say what is to be read. */
export function withReadFlags(command: Command): Command {
  return command
    .option(
      '--data <file>',
      'CSV, TSV, JSON lines, Parquet or Monash .tsf; a path or a glob; may be repeated',
      collect,
    )
    .option('--query <sql>', 'instead: a query of DuckDB, as "SELECT … FROM \'sales/*.parquet\'"')
    .option('--database <file>', 'with --query: a database file of DuckDB')
    .option(
      '--form <form>',
      'long: a value a row; wide: a series a column; rows: a series a row',
      oneOf('long', 'wide', 'rows'),
    )
    .option('--id-column <name>', 'the name of the series')
    .option('--time-column <name>', 'the time')
    .option('--value-column <name>', 'the value')
    .option('--future-columns <names>', 'columns known ahead, as prices: a,b', nameList)
    .option('--past-columns <names>', 'columns known when the value is, as the weather', nameList)
    .option('--static-columns <names>', 'columns that are the same in all rows of a series', nameList)
    .option('--frequency <frequency>', 'as hour, 15 minutes, business day (default: that of the times)')
    .option('--time-zone <name>', 'where the clock is, as Europe/Berlin: for hours and shorter steps')
    .option('--missing <text>', 'what else means a missing value; may be repeated', collect)
    .option('--sort', 'sort rows that are out of order')
    .option('--memory <size>', 'most memory for reading, as 800MB')
    .option('--temporary <folder>', 'where temporary files of large data go (default: as the system says)');
}

export function readOptionsOf(flags: ReadFlags): ReadOptions {
  const { data, idColumn, timeColumn, valueColumn, memory, temporary } = flags;
  const { query, database, form, futureColumns, pastColumns, staticColumns } = flags;
  const { frequency, timeZone, missing, sort } = flags;
  const options = {
    files: data,
    query,
    database,
    form,
    id: idColumn,
    time: timeColumn,
    value: valueColumn,
    futureColumns,
    pastColumns,
    staticColumns,
    frequency,
    timeZone,
    missing,
    sort,
    memoryLimit: memory,
    temporary,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
