/** How series stand in a table. */
export type Form = 'long' | 'wide' | 'rows';

/** What to read, and what its columns are. Nothing but where the data is has to be said where it is plain. */
export interface ReadOptions {
  /** CSV, TSV, JSON lines, Parquet (also packed by gzip or zstd) or Monash `.tsf`: paths and globs, of one kind */
  readonly files?: readonly string[];
  /** SQL of DuckDB instead, over files (`FROM 'sales/*.parquet'`) or the tables of `database` */
  readonly query?: string;
  /** a database file of DuckDB, for `query`; it is not written to */
  readonly database?: string;
  /**
   * `long`: a row is a value of a series at a time; `wide`: a row is a time and each column a series; `rows`: a row
   * is a series, its columns the values from the first on, without times
   */
  readonly form?: Form;
  /** column of the name of the series (long, rows) */
  readonly id?: string;
  /** column of the time (long, wide) */
  readonly time?: string;
  /** column of the value (long) */
  readonly value?: string;
  /** columns known ahead of time; in the rows to be forecast they have values and the value has none */
  readonly futureColumns?: readonly string[];
  /** columns known when the value is; they may be missing */
  readonly pastColumns?: readonly string[];
  /** columns that are the same in all rows of a series (long, rows) */
  readonly staticColumns?: readonly string[];
  /** as `hour`, `15 minutes`, `business day`; inferred from the times if not given */
  readonly frequency?: string;
  /** IANA name: where the clock is that times without an offset are of, and calendar features are told on */
  readonly timeZone?: string;
  /** texts and numbers that mean a missing value, beside empty, NA, N/A, NaN, null and none */
  readonly missing?: readonly string[];
  /** whether rows out of the order of time are sorted; false for files. Rows of a query have no order, and always are */
  readonly sort?: boolean;
  /** how much memory DuckDB takes before it goes on in temporary files, as `800MB`, its default here */
  readonly memoryLimit?: string;
  /** the folder for temporary files, which larger data needs; that of the system if not given */
  readonly temporary?: string;
}
