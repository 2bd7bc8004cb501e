/** A series as it stands in the data: rows in their order, before they are put on the grid of a frequency. */
export interface RawSeries {
  readonly id: string;
  /** of each row, milliseconds since 1970 (of UTC or of the wall's clock, as the table has them); NaN is unreadable */
  readonly times: Float64Array | undefined;
  /** NaN is missing, an infinite one was no finite number */
  readonly values: Float64Array;
  /** as `values`, each under the name of its column */
  readonly future: ReadonlyMap<string, Float64Array>;
  readonly past: ReadonlyMap<string, Float64Array>;
  readonly statics: ReadonlyMap<string, number | string>;
  /** the column of the values */
  readonly valueColumn: string;
  /** the number of a row in its table, from 0 */
  rowAt(index: number): number;
}

/** Where a row is, and what stands there. */
export interface Cell {
  /** as `sales.csv, row 17` (rows are counted from 1, without the header) */
  readonly place: string;
  /** of the column asked for; empty where there is none */
  readonly text: string;
}

/**
 * Rows that cannot be read. Where they are and what stands there is for the table to say, which has to look for it;
 * whoever has the table makes an InputError of this.
 */
export class RowFault extends Error {
  override readonly name = 'RowFault';
  /** in the table, from 0 */
  readonly rows: readonly number[];
  /** whose text the message needs */
  readonly column: string | undefined;
  /** The message. */
  readonly tell: (cells: readonly Cell[]) => string;

  constructor(rows: readonly number[], column: string | undefined, tell: (cells: readonly Cell[]) => string) {
    super('rows that cannot be read');
    this.rows = rows;
    this.column = column;
    this.tell = tell;
  }
}

/** How many rows a message shows. */
export const ROWS_SHOWN = 3;
