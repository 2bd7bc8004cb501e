import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuck, sqlText } from './duckdb.ts';

/** A temporary folder for the files of a test. */
export interface TableFiles {
  readonly folder: string;
  /** Writes a file. @returns its path */
  write(name: string, content: string | Uint8Array): string;
  /** Writes what a query gives as Parquet. @returns its path */
  writeParquet(name: string, query: string): Promise<string>;
  readonly remove: () => void;
}

export function createTableFiles(): TableFiles {
  const folder = mkdtempSync(join(tmpdir(), 'table-test-'));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async writeParquet(name, query) {
      const path = join(folder, name);
      const duck = await openDuck();
      await duck.run(`COPY (${query}) TO ${sqlText(path)} (FORMAT parquet)`);
      await duck.close();
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Lines of CSV. */
export function csv(...lines: string[]): string {
  return lines.join('\n') + '\n';
}

/** A CSV of one series with the columns time and y: at each time the number of its row. */
export function csvAt(...times: string[]): string {
  return csv('time,y', ...times.map((time, row) => `${time},${row}`));
}
