import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { loadDataSet } from './loadDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { createTableFiles, csv, csvAt } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);
mkdirSync(join(files.folder, 'sub'));

const path = (name: string) => join(files.folder, name);
const of = (name: string, content: string, options: ReadOptions = {}): ReadOptions => ({
  files: [files.write(name, content)],
  ...options,
});

it.each<[string, () => ReadOptions | Promise<ReadOptions>, RegExp]>([
  [
    'what is no number',
    () =>
      of(
        'sales.csv',
        csv('store,date,y', 'a,2024-01-01,1', 'b,2024-01-01,2', 'b,2024-01-02,two', 'a,2024-01-02,3'),
      ),
    /sales\.csv, row 3 \(series b\): expected a finite number in column "y", got "two"/,
  ],
  [
    'a decimal comma',
    () => of('comma.csv', csv('date;y', '2024-01-01;1', '2024-01-02;2', '2024-01-03;1,5')),
    /row 3 .*got "1,5". With a decimal comma, read it as CAST\(replace\("y", ',', '\.'\) AS DOUBLE\)/,
  ],
  [
    'what is no number, of JSON',
    () =>
      of(
        'sales.jsonl',
        '{"date":"2024-01-01","y":1}\n{"date":"2024-01-02","y":2}\n{"date":"2024-01-03","y":"high"}\n',
      ),
    /sales\.jsonl, row 3 .*got "high"/,
  ],
  [
    'what is no number, in a row of values',
    () => of('rows.csv', csv('id,v1,v2,v3', 'a,1,2,3', 'b,4,x,'), { frequency: 'hour', form: 'rows' }),
    /rows\.csv, row 2 \(series b\): expected a finite number in column "v2", got "x"/,
  ],
  [
    'an infinite value',
    () => of('infinite.csv', csv('date,y', '2024-01-01,1', '2024-01-02,-inf')),
    /row 2 .*expected a finite number in column "y", got "-inf"/,
  ],
  [
    'an infinite value of a query',
    () => ({
      query: `SELECT DATE '2024-01-01' + i::INT AS date, CASE i WHEN 3 THEN 'inf'::DOUBLE ELSE 1 END AS y FROM range(5) r(i)`,
    }),
    /the query, row 4 .*got "inf"/,
  ],
  [
    'an unknown column',
    () => of('named.csv', csv('date,sales', '2024-01-01,1'), { value: 'sale' }),
    /value: there is no column "sale"; did you mean "sales"\? The columns are date \(time\), sales \(number\)/,
  ],
  [
    'more than one value that could be meant',
    () => of('many.csv', csv('item_id,date,a,b', 'x,2024-01-01,1,2', 'x,2024-01-02,1,2')),
    /which column is the value\? .*item_id \(text\), date \(time\), a \(number\), b \(number\)/,
  ],
  [
    'more than one time that could be meant',
    () => of('times.csv', csv('ordered,shipped,y', '2024-01-01,2024-01-02,1')),
    /which column is the time\?/,
  ],
  [
    'a time spread over columns',
    () => of('spread.csv', csv('year,month,hour,y', '2024,1,0,1', '2024,1,1,2')),
    /spread over several columns \(year, month, hour\).*make_timestamp\(year, month, 1, hour, 0, 0\)/,
  ],
  [
    'times of another form',
    () => of('german.csv', csv('datum,y', '31.12.2024,1', '1.1.2025,2'), { time: 'datum' }),
    /column "datum": expected times .*got "31\.12\.2024".*strptime\(datum/,
  ],
  [
    'a row without a time',
    () => of('timeless.csv', csvAt('2024-01-01', '2024-01-02', 'NA', '2024-01-04')),
    /timeless\.csv, row 3: expected a time as 2024-01-01 in column "time", got "NA"/,
  ],
  [
    'a row without a series',
    () => of('nameless.csv', csv('id,date,y', 'a,2024-01-01,1', ',2024-01-02,2', 'a,2024-01-02,3')),
    /nameless\.csv, row 2: no series in column "id"/,
  ],
  [
    'two rows of a series at one time',
    () =>
      of(
        'twice.csv',
        csv(
          'id,date,y',
          'a,2024-01-01,1',
          'b,2024-01-01,1',
          'b,2024-01-02,2',
          'a,2024-01-02,2',
          'b,2024-01-02,3',
        ),
      ),
    /series b has several rows at one time: 2024-01-02T00:00:00 \(.*twice\.csv, row 3 and .*twice\.csv, row 5\).*GROUP BY ALL/,
  ],
  [
    'rows out of order',
    () => of('unsorted.csv', csvAt('2024-01-01', '2024-01-03', '2024-01-02')),
    /series y is not in the order of time: 2024-01-02T00:00:00 comes after 2024-01-03T00:00:00 \(.*unsorted\.csv, row 3\).*\(sort\)/,
  ],
  [
    'a series that comes twice in rows',
    () =>
      of('again.csv', csv('id,a,b,c', 'x,1,2,3', 'y,1,2,3', 'x,4,5,6'), { form: 'rows', frequency: 'day' }),
    /series x comes twice \(.*row 1 and .*row 3\)/,
  ],
  ['neither files nor a query', () => ({}), /expected either files or a query to read, got neither/],
  ['both files and a query', () => ({ files: ['a.csv'], query: 'SELECT 1' }), /got both/],
  ['a database without a query', () => ({ files: ['a.csv'], database: 'a.duckdb' }), /expected a query/],
  ['no such database', () => ({ query: 'FROM sales', database: path('no.duckdb') }), /Cannot open database/],
  [
    'no such file',
    () => of('here.csv', csvAt('2024'), { files: [path('hear.csv')] }),
    /hear\.csv: no such file; did you mean here\.csv\?/,
  ],
  [
    'a folder',
    () => ({ files: [path('sub.csv/').replace('.csv', '')] }),
    /expected a name that tells the format/,
  ],
  ['an empty file', () => of('empty.csv', ''), /empty\.csv: the file is empty/],
  ['a file without rows', () => of('header.csv', csv('date,y')), /header\.csv: expected rows, got none/],
  [
    'a glob that matches nothing',
    () => ({ files: [path('nothing*.csv')] }),
    /nothing\*\.csv: no file matches/,
  ],
  [
    'a format that is unknown',
    () => of('sales.xlsx', 'PK'),
    /sales\.xlsx: expected a name that tells the format \(\.csv/,
  ],
  [
    'files of two formats',
    () => ({ files: [files.write('a.csv', csvAt('2024')), files.write('a.jsonl', '{}')] }),
    /files of one format/,
  ],
  [
    'files of other columns',
    () => ({
      files: [
        files.write('one.csv', csv('date,y', '2024,1')),
        files.write('two.csv', csv('date,x', '2025,1')),
      ],
    }),
    /two\.csv has no column y, unlike .*one\.csv/,
  ],
  [
    'a first line without names',
    () => of('bare.csv', csv('2024-01-01,1', '2024-01-02,2')),
    /bare\.csv: expected the names of the columns in the first line/,
  ],
  [
    'a row of CSV with a column too many',
    () => of('ragged.csv', csv('date,y', '2024-01-01,1', '2024-01-02,2,3')),
    /ragged\.csv, line 3: expected 2 columns, got 3/,
  ],
  [
    'a quote without an end',
    () =>
      of('quote.csv', csv('date,y', ...Array.from({ length: 1100 }, (_, i) => `${2000 + i},1`), '"3100,1')),
    /Line: 1102/,
  ],
  [
    'text that is not UTF-8',
    () => ({
      files: [files.write('latin.csv', Buffer.from(csv('id,date,y', 'Zürich,2024-01-01,1'), 'latin1'))],
    }),
    /not utf-8/i,
  ],
  [
    'broken JSON',
    () => of('broken.jsonl', '{"date":"2024","y":1}\n{"date":"2025","y":\n'),
    /Malformed JSON in file .*broken\.jsonl/,
  ],
  [
    'broken Parquet',
    () => of('broken.parquet', 'PAR1 and nothing else'),
    /No magic bytes found at end of file .*broken\.parquet/,
  ],
  [
    'a query that is none',
    () => ({ query: 'SELEKT 1' }),
    /^DuckDB: Parser Error: syntax error at or near "SELEKT"$/,
  ],
  [
    'a query of a column that is not there',
    () => ({ query: 'SELECT foo FROM (SELECT 1 AS fop)' }),
    /^DuckDB: Binder Error: .*"foo" not found/,
  ],
  [
    'a query without rows',
    () => ({ query: 'SELECT 1 AS y WHERE false' }),
    /the query: expected rows, got none/,
  ],
  [
    'an unknown time zone',
    () => of('zone.csv', csvAt('2024', '2025'), { timeZone: 'Europe/Berln' }),
    /did you mean Europe\/Berlin\?/,
  ],
  [
    'a frequency that is none',
    () => of('often.csv', csvAt('2024', '2025'), { frequency: 'hurly' }),
    /did you mean "hourly"\?/,
  ],
])('refuses %s', async (_, options, message) => {
  const reading = loadDataSet(await options());
  await expect(reading).rejects.toThrow(InputError);
  await expect(reading).rejects.toThrow(message);
});

it('names the file and the row in it where there are several files', async () => {
  const [one, two] = [
    csv('date,y', '2024-01-01,1', '2024-01-02,2'),
    csv('date,y', '2024-01-03,3', '2024-01-04,x'),
  ];
  const reading = loadDataSet({
    files: [files.write('first.csv', one), files.write('second.csv', two)],
    value: 'y',
  });
  await expect(reading).rejects.toThrow(/second\.csv, row 2 .*got "x"/);
});

afterEach(() => {
  vi.doUnmock('@duckdb/node-api');
  vi.resetModules();
});

it('tells what is missing where DuckDB has no build', async () => {
  vi.resetModules();
  vi.doMock('@duckdb/node-api', () => {
    throw new Error("Error loading duckdb native binding: unsupported arch 'riscv64'");
  });
  const { loadDataSet: load } = await import('./loadDataSet.ts');
  const reading = load({ files: [files.write('plain.csv', csvAt('2024', '2025'))] });
  await expect(reading).rejects.toThrow(
    /tables are read with DuckDB \(@duckdb\/node-api\), which does not load on \w+-\w+/,
  );
  const tsf = '@attribute series_name string\n@frequency yearly\n@data\nT1:1,2\n';
  expect((await load({ files: [files.write('plain.tsf', tsf)] })).series).toHaveLength(1);
});
