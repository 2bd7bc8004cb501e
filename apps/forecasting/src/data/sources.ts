import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError, nearest } from '@reprise/core/errors';

const EXTENSIONS = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  jsonl: 'json',
  ndjson: 'json',
  json: 'json',
  parquet: 'parquet',
  pq: 'parquet',
  tsf: 'tsf',
} as const;

export type Format = (typeof EXTENSIONS)[keyof typeof EXTENSIONS];

/** Files of one format. */
export interface FileSet {
  readonly format: Format;
  readonly paths: readonly string[];
}

/**
 * The files that paths and globs mean, in the order given; those of a glob in alphabetical order.
 *
 * @param glob all files that match a pattern
 * @throws InputError if there is no such file (with the nearest name in its folder), it is empty or a folder, a glob
 *   matches nothing, or the formats, which names tell, are unknown or differ.
 */
export async function resolveFiles(
  patterns: readonly string[],
  glob: (pattern: string) => Promise<readonly string[]>,
): Promise<FileSet> {
  const paths: string[] = [];
  for (const pattern of patterns) {
    paths.push(...(isGlob(pattern) && !(await exists(pattern)) ? await matching(pattern, glob) : [pattern]));
  }
  const [first, ...more] = paths;
  if (first === undefined) throw new InputError('expected at least one file to read');
  const format = formatOf(first);
  const other = more.find((path) => formatOf(path) !== format);
  if (other !== undefined) {
    throw new InputError(
      `expected files of one format, got ${first} (${format}) and ${other} (${formatOf(other)}): read them with a query`,
    );
  }
  await Promise.all(paths.map(checkFile));
  return { format, paths };
}

function isGlob(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

/** What is said of files in a message. */
export function nameOfFiles(paths: readonly string[]): string {
  return paths.length === 1 ? (paths[0] ?? '') : `${paths.length} files (${paths[0] ?? ''} …)`;
}

async function matching(
  pattern: string,
  glob: (pattern: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const paths = await glob(pattern);
  if (paths.length === 0) {
    throw new InputError(`${pattern}: no file matches. Within quotes it is matched here, else by the shell`);
  }
  return paths.toSorted();
}

function formatOf(path: string): Format {
  const extension =
    basename(path)
      .toLowerCase()
      .replace(/\.(gz|zst)$/, '')
      .split('.')
      .at(-1) ?? '';
  if (!Object.hasOwn(EXTENSIONS, extension)) {
    throw new InputError(
      `${path}: expected a name that tells the format (${Object.keys(EXTENSIONS)
        .map((known) => `.${known}`)
        .join(' ')}, or these with .gz or .zst); give another file, or read it with a query`,
    );
  }
  return EXTENSIONS[extension as keyof typeof EXTENSIONS];
}

async function checkFile(path: string): Promise<void> {
  let found;
  try {
    found = await stat(path);
  } catch {
    const neighbours = await readdir(dirname(path)).catch(() => []);
    const meant = nearest(basename(path), neighbours);
    throw new InputError(`${path}: no such file${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  if (found.isDirectory()) {
    throw new InputError(
      `${path}: expected a file, got a folder: give its files as ${path.replace(/\/$/, '')}/*.csv`,
    );
  }
  if (found.size === 0) throw new InputError(`${path}: the file is empty`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
