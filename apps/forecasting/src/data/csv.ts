import { InputError } from '@reprise/core/errors';
import { sqlText, sqlTexts, type Duck } from './duckdb.ts';

/** What the first line of a CSV file tells. */
export interface CsvFile {
  readonly path: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
/** A delimiter that no text has, so that a line is one column. */
const NEVER = '\u0001';

/**
 * Reads the first lines of CSV files. The columns are those, not what could be guessed from the rows, so that a
 * broken row is an error with its line.
 *
 * @throws InputError where a first line names no columns, or those of two files differ (their order may).
 */
export async function openCsv(duck: Duck, paths: readonly string[]): Promise<readonly CsvFile[]> {
  const files: CsvFile[] = [];
  // One after the other: a connection has one stream at a time.
  for (const path of paths) files.push(await readHeader(duck, path));
  const [first, ...others] = files;
  for (const { path, columns } of others) {
    const missing = first?.columns.find((name) => !columns.includes(name));
    const added = columns.find((name) => first?.columns.includes(name) !== true);
    if (missing !== undefined || added !== undefined) {
      const difference = missing === undefined ? `has also ${added ?? ''}` : `has no column ${missing}`;
      throw new InputError(
        `expected files with the same columns: ${path} ${difference}, unlike ${first?.path ?? ''}. ` +
          'Read them with a query, as "FROM read_csv([…], union_by_name = true)"',
      );
    }
  }
  return files;
}

/**
 * SQL of a relation with the rows of CSV files, every column a text.
 *
 * @param fileColumn also the path of the file of each row, in a column of this name
 */
export function csvSql(files: readonly CsvFile[], fileColumn?: string): string {
  const form = ({ delimiter, columns }: CsvFile) => [delimiter, ...columns].join(NEVER);
  const [first] = files;
  const areAlike = first !== undefined && files.every((file) => form(file) === form(first));
  const parts = areAlike
    ? [{ ...first, paths: files.map(({ path }) => path) }]
    : files.map((file) => ({ ...file, paths: [file.path] }));
  return parts
    .map(({ paths, delimiter, columns }) => {
      const types = columns.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
      const file = fileColumn === undefined ? '' : `, filename = ${sqlText(fileColumn)}`;
      return (
        `SELECT * FROM read_csv(${sqlTexts(paths)}, auto_detect = false, header = true, ` +
        `delim = ${sqlText(delimiter)}, quote = '"', escape = '"', columns = {${types}}${file})`
      );
    })
    .join(' UNION ALL BY NAME ');
}

/**
 * The cells of each row of CSV files, in the order of the columns asked for: for tables of thousands of columns, for
 * which DuckDB takes gigabytes.
 *
 * @throws InputError for a row with more or fewer cells than the first line, with its line (a cell cannot have
 *   several lines here).
 */
export async function* csvRows(
  duck: Duck,
  files: readonly CsvFile[],
  names: readonly string[],
): AsyncGenerator<readonly string[], void> {
  for (const { path, delimiter, columns } of files) {
    const places = names.map((name) => columns.indexOf(name));
    let number = 0;
    for await (const line of readLines(duck, path)) {
      number++;
      if (number === 1 || line === '') continue;
      const cells = splitCsv(line, delimiter);
      if (cells.length !== columns.length) {
        throw new InputError(
          `${path}, line ${number}: expected ${columns.length} columns, got ${cells.length} in ${line.slice(0, 80)}`,
        );
      }
      yield places.map((place) => cells[place] ?? '');
    }
  }
}

async function readHeader(duck: Duck, path: string): Promise<CsvFile> {
  const lines = readLines(duck, path);
  const { value: line = '' } = await lines.next();
  await lines.return(undefined);
  const counts = DELIMITERS.map((delimiter) => splitCsv(line, delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
  const columns = splitCsv(line, delimiter).map((name, index) =>
    name.trim() === '' ? `column${index}` : name.trim(),
  );
  const twice = columns.find((name, index) => columns.indexOf(name) < index);
  if (twice !== undefined) {
    throw new InputError(
      `${path}: expected columns of different names in the first line, got ${twice} twice`,
    );
  }
  if (columns.every((name) => /^[-+.\d]/.test(name))) {
    throw new InputError(
      `${path}: expected the names of the columns in the first line, got ${line.slice(0, 80)}. Name them there, or ` +
        'read the file with a query, as "FROM read_csv(…, names = […])"',
    );
  }
  return { path, delimiter, columns };
}

async function* readLines(duck: Duck, path: string): AsyncGenerator<string, undefined> {
  const sql =
    `SELECT line FROM read_csv(${sqlText(path)}, auto_detect = false, header = false, quote = '', escape = '', ` +
    `delim = ${sqlText(NEVER)}, columns = {'line': 'VARCHAR'})`;
  for await (const chunk of duck.stream(sql)) {
    const vector = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row++) yield (vector.getItem(row) as string | null) ?? '';
  }
  return undefined;
}

/** The fields of a line; one that begins with a quote ends with one, and `""` in it stands for a quote. */
function splitCsv(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const fields: string[] = [];
  for (let from = 0; from <= line.length;) {
    let to: number;
    if (line[from] === '"') {
      let quote = line.indexOf('"', from + 1);
      while (quote !== -1 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
      const end = quote === -1 ? line.length : quote;
      fields.push(line.slice(from + 1, end).replaceAll('""', '"'));
      to = line.indexOf(delimiter, end);
    } else {
      to = line.indexOf(delimiter, from);
      fields.push(line.slice(from, to === -1 ? undefined : to));
    }
    from = to === -1 ? line.length + 1 : to + delimiter.length;
  }
  return fields;
}
