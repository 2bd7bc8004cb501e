import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as NodeApi from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { InputError } from '@reprise/core/errors';

/** A DuckDB with nothing in it, that forgets everything when it is closed. */
export interface Duck {
  /** @throws InputError with the first line of what DuckDB says is wrong */
  run(sql: string): Promise<void>;
  /** All rows, their values as text or null. The same errors. */
  rows(sql: string): Promise<(string | null)[][]>;
  /** Chunks of rows as they come. The same errors. */
  stream(sql: string): AsyncGenerator<DuckDBDataChunk, void>;
  close(): Promise<void>;
}

const MEMORY_LIMIT = '800MB';

/**
 * Starts a DuckDB that takes little memory and goes on in a temporary folder where it needs more, and that loads
 * nothing from the network.
 *
 * @param options.memoryLimit as `800MB`
 * @param options.temporary where its temporary folder is made
 * @param options.database a file whose tables queries may name; it is opened to be read only
 * @throws InputError where there is no DuckDB for this machine, or no such database or folder.
 */
export async function openDuck({
  memoryLimit = MEMORY_LIMIT,
  temporary = tmpdir(),
  database,
}: {
  readonly memoryLimit?: string | undefined;
  readonly temporary?: string | undefined;
  readonly database?: string | undefined;
} = {}): Promise<Duck> {
  const { DuckDBInstance } = await loadDuck();
  const folder = await makeFolder(temporary);
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: memoryLimit,
      temp_directory: folder,
      autoinstall_known_extensions: 'false',
    });
    const connection = await instance.connect();
    if (database !== undefined) {
      await connection.run(`ATTACH ${sqlText(database)} AS given (READ_ONLY)`);
      await connection.run('USE given');
    }
    return duckOf(connection, async () => {
      connection.closeSync();
      instance.closeSync();
      await removeFolder();
    });
  } catch (error) {
    await removeFolder();
    throw userError(error);
  }
}

async function makeFolder(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, 'reprise-duckdb-'));
  } catch (error) {
    throw new InputError(
      `temporary files cannot be made in ${parent}: ${(error as Error).message}. Name another folder with --temporary`,
      { cause: error },
    );
  }
}

/** A name, quoted for SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text, quoted for SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of texts, quoted for SQL. */
export function sqlTexts(texts: readonly string[]): string {
  return `[${texts.map(sqlText).join(', ')}]`;
}

async function loadDuck(): Promise<typeof NodeApi> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new InputError(
      `tables are read with DuckDB (@duckdb/node-api), which does not load on ${process.platform}-${process.arch}: ` +
        `${firstLine(error)}. There are builds for linux, darwin and win32 on x64 and arm64; install with optional ` +
        'dependencies. Files of Monash (.tsf) are read without it',
    );
  }
}

function duckOf(connection: DuckDBConnection, close: () => Promise<void>): Duck {
  let closing: Promise<void> | undefined;
  return {
    async run(sql) {
      try {
        await connection.run(sql);
      } catch (error) {
        throw userError(error);
      }
    },
    async rows(sql) {
      try {
        const reader = await connection.runAndReadAll(sql);
        return reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : textOf(value))));
      } catch (error) {
        throw userError(error);
      }
    },
    async *stream(sql) {
      try {
        const result = await connection.stream(sql);
        for (;;) {
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) return;
          yield chunk;
        }
      } catch (error) {
        throw userError(error);
      }
    },
    close: () => (closing ??= close()),
  };
}

/** DuckDB only fails over what it is asked and given; a message of it tells that in its first lines. */
function userError(error: unknown): InputError {
  return error instanceof InputError
    ? error
    : new InputError(`DuckDB: ${firstLine(error)}`, { cause: error });
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = '', ...more] = message.split('\n').map((line) => line.trim());
  // Of a broken CSV, the first line only tells where.
  return first.includes('CSV Error') ? [first, ...more.slice(0, 2)].join(' · ') : first;
}

function textOf(value: NodeApi.Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
