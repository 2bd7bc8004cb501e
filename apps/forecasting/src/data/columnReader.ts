import type { DuckDBDataChunk } from '@duckdb/node-api';

/** Reads a stream of rows, all of whose columns are numbers and never null, a stretch at a time. */
export interface ColumnReader {
  /**
   * The next `count` rows of the first `width` columns.
   *
   * @throws Error if fewer are left: whoever counted them read something else.
   */
  read(count: number, width: number): Promise<Float64Array[]>;
  close(): Promise<void>;
}

export function createColumnReader(chunks: AsyncGenerator<DuckDBDataChunk, void>): ColumnReader {
  let chunk: DuckDBDataChunk | undefined;
  let at = 0;
  return {
    async read(count, width) {
      const columns = Array.from({ length: width }, () => new Float64Array(count));
      for (let row = 0; row < count;) {
        if (chunk === undefined || at === chunk.rowCount) {
          const next = await chunks.next();
          if (next.done === true) {
            throw new Error(
              `expected ${count - row} rows more, got none: the data changed while it was read`,
            );
          }
          chunk = next.value;
          at = 0;
        }
        const taken = Math.min(count - row, chunk.rowCount - at);
        for (const [index, column] of columns.entries()) {
          const vector = chunk.getColumnVector(index);
          for (let offset = 0; offset < taken; offset++) {
            column[row + offset] = vector.getItem(at + offset) as number;
          }
        }
        row += taken;
        at += taken;
      }
      return columns;
    },
    close: async () => {
      await chunks.return();
    },
  };
}
