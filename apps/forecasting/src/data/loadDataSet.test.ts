import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataSet } from './loadDataSet.ts';
import { createTableFiles, csv } from './tableFiles.fixture.ts';
import { openDuck, sqlText } from './duckdb.ts';

const files = createTableFiles();
afterAll(files.remove);

const LONG = csv(
  'store,date,sales',
  'a,2024-01-01,1.5',
  'a,2024-01-02,NA',
  'a,2024-01-04,4',
  'b,2024-01-02,-2e3',
  'b,2024-01-03,',
);
const DAY_ONE = Date.UTC(2024, 0, 1);
const SERIES = [
  { id: 'a', start: DAY_ONE, values: new Float64Array([1.5, NaN, NaN, 4]) },
  { id: 'b', start: Date.UTC(2024, 0, 2), values: new Float64Array([-2000, NaN]) },
];

describe('the same rows are the same data set', () => {
  const sources: Record<string, Parameters<typeof loadDataSet>[0]> = {};
  beforeAll(async () => {
    const path = files.write('long.csv', LONG);
    const numbers = `SELECT store, date::DATE AS date, TRY_CAST(sales AS DOUBLE) AS sales FROM read_csv(${sqlText(path)}, all_varchar = true)`;
    sources['CSV'] = { files: [path] };
    sources['packed CSV'] = { files: [files.write('packed.csv.gz', gzipSync(LONG))] };
    sources['TSV with CR LF'] = {
      files: [files.write('long.tsv', LONG.replaceAll(',', '\t').replaceAll('\n', '\r\n'))],
    };
    sources['CSV with semicolons and quotes'] = {
      files: [files.write('quoted.csv', LONG.replaceAll(',', ';').replaceAll(/([ab]);/g, '"$1";'))],
    };
    sources['JSON lines'] = {
      files: [
        files.write(
          'long.jsonl',
          LONG.trim()
            .split('\n')
            .slice(1)
            .map((line) => line.split(','))
            .map(([store, date, sales]) =>
              JSON.stringify({ store, date, ...(sales !== '' && { sales: Number(sales) }) }).replace(
                'NaN',
                'null',
              ),
            )
            .join('\n'),
        ),
      ],
    };
    sources['Parquet'] = { files: [await files.writeParquet('long.parquet', numbers)] };
    sources['Parquet of texts'] = {
      files: [
        await files.writeParquet(
          'texts.parquet',
          `SELECT * FROM read_csv(${sqlText(path)}, all_varchar = true)`,
        ),
      ],
    };
    sources['a query'] = { query: `${numbers};` };
    const database = join(files.folder, 'sales.duckdb');
    const duck = await openDuck();
    await duck.run(`ATTACH ${sqlText(database)} AS made`);
    await duck.run(`CREATE TABLE made.sales AS ${numbers}`);
    await duck.close();
    sources['a database'] = { query: 'SELECT * FROM sales ORDER BY ALL', database };
    const [header, ...rows] = LONG.trim().split('\n') as [string, ...string[]];
    const parts = [
      files.write('part1.csv', csv(header, ...rows.slice(0, 2))),
      files.write(
        'part2.csv',
        csv('date,sales,store', ...rows.slice(2).map((row) => row.replace(/^(.),(.*)$/, '$2,$1'))),
      ),
    ];
    sources['a glob, with columns in another order'] = { files: [join(files.folder, 'part*.csv')] };
    sources['several paths'] = { files: parts };
    sources['rows of series in turns'] = {
      files: [files.write('turns.csv', csv(header, rows[0]!, rows[3]!, rows[1]!, rows[4]!, rows[2]!))],
    };
    sources['rows out of order'] = {
      files: [files.write('unsorted.csv', csv(header, rows[2]!, rows[0]!, rows[4]!, rows[1]!, rows[3]!))],
      sort: true,
    };
  });

  it.each([
    'CSV',
    'packed CSV',
    'TSV with CR LF',
    'CSV with semicolons and quotes',
    'JSON lines',
    'Parquet',
    'Parquet of texts',
    'a query',
    'a database',
    'a glob, with columns in another order',
    'several paths',
    'rows of series in turns',
    'rows out of order',
  ])('%s', async (source) => {
    const { frequency, series } = await loadDataSet(sources[source]!);
    expect(frequency).toEqual({ unit: 'day', count: 1 });
    expect(series).toEqual(SERIES);
  });
});

describe('forms', () => {
  it('takes columns of numbers beside a time for series, which begin with their first value', async () => {
    const path = files.write(
      'wide.csv',
      csv('month,north,note,south', '2024-01,1,x,', '2024-02,2,y,20', '2024-03,,z,30', '2024-04,4,,NA'),
    );
    const { series, frequency, summary } = await loadDataSet({ files: [path] });
    expect(frequency).toEqual({ unit: 'month', count: 1 });
    expect(series).toEqual([
      { id: 'north', start: DAY_ONE, values: new Float64Array([1, 2, NaN, 4]) },
      { id: 'south', start: Date.UTC(2024, 1, 1), values: new Float64Array([20, 30, NaN]) },
    ]);
    expect(summary).toBe(
      `2 series of 3 to 4 values, one every month, from 2024-01-01 to 2024-04-01, 2 of 7 missing from ${basename(path)}: ` +
        'wide form, times in "month", series "north", "south", not read "note"',
    );
  });

  it('reads the same wide table from Parquet', async () => {
    const query = `SELECT * FROM (VALUES (DATE '2024-01-01', 1, NULL), (DATE '2024-02-01', 2, 20.5)) t(month, north, south)`;
    const { series } = await loadDataSet({ files: [await files.writeParquet('wide.parquet', query)] });
    expect(series).toEqual([
      { id: 'north', start: DAY_ONE, values: new Float64Array([1, 2]) },
      { id: 'south', start: Date.UTC(2024, 1, 1), values: new Float64Array([20.5]) },
    ]);
  });

  it('reads a series a row, as M4 has them', async () => {
    const path = files.write(
      'rows.csv',
      csv('"V1","V2","V3","V4","V5"', '"H1","1","2","NA","4"', '"H2","5","6",,'),
    );
    const expected = [
      { id: 'H1', start: undefined, values: new Float64Array([1, 2, NaN, 4]) },
      { id: 'H2', start: undefined, values: new Float64Array([5, 6]) },
    ];
    expect((await loadDataSet({ files: [path], frequency: 'hour' })).series).toEqual(expected);
    const query = `SELECT * FROM read_csv(${sqlText(path)}, header = true)`;
    expect((await loadDataSet({ query, frequency: 'hour', form: 'rows' })).series).toEqual(expected);
  });

  it('reads a single series, and one of values alone', async () => {
    const times = files.write('single.csv', csv('ds,y', '2020,1', '2021,2'));
    expect((await loadDataSet({ files: [times] })).series).toEqual([
      { id: 'y', start: Date.UTC(2020, 0, 1), values: new Float64Array([1, 2]) },
    ]);
    const alone = files.write('alone.csv', csv('load', '1', '', '3'));
    expect((await loadDataSet({ files: [alone], frequency: 'hour' })).series).toEqual([
      { id: 'load', start: undefined, values: new Float64Array([1, NaN, 3]) },
    ]);
  });

  it('takes the columns that it is told', async () => {
    const path = files.write(
      'told.csv',
      csv('when,what,a,b', '2024-01-01,x,1,2', '2024-01-02,x,3,4', '2024-01-01,y,5,6', '2024-01-02,y,7,8'),
    );
    const { series } = await loadDataSet({ files: [path], id: 'what', time: 'when', value: 'b' });
    expect(series.map(({ id, values }) => [id, ...values])).toEqual([
      ['x', 2, 4],
      ['y', 6, 8],
    ]);
  });

  it('leaves out the numbers of rows that data frames are written with', async () => {
    const path = files.write('frame.csv', csv(',date,v', '0,2024-01-01,5', '1,2024-01-02,6'));
    expect((await loadDataSet({ files: [path] })).series.map(({ id }) => id)).toEqual(['v']);
  });

  it('takes what it is told for missing', async () => {
    const path = files.write('codes.csv', csv('date,v', '2024-01-01,-999', '2024-01-02,?', '2024-01-03,6'));
    const { series } = await loadDataSet({ files: [path], missing: ['-999', '?'] });
    expect(series[0]?.values).toEqual(new Float64Array([NaN, NaN, 6]));
    const query = `SELECT * FROM (VALUES (DATE '2024-01-01', -999.0), (DATE '2024-01-02', 6)) t(date, v)`;
    const typed = await loadDataSet({ query, missing: ['-999'] });
    expect(typed.series[0]?.values).toEqual(new Float64Array([NaN, 6]));
  });
});

describe('what is odd, but can be read', () => {
  it('reads a constant series', async () => {
    const path = files.write('constant.csv', csv('date,v', '2024-01-01,7', '2024-01-02,7', '2024-01-03,7'));
    const { series, warnings } = await loadDataSet({ files: [path] });
    expect(series[0]?.values).toEqual(new Float64Array([7, 7, 7]));
    expect(warnings).toEqual([]);
  });

  it('reads a single value, if told how far apart values are', async () => {
    const path = files.write('one.csv', csv('date,v', '2024-01-01,7'));
    expect((await loadDataSet({ files: [path], frequency: 'day' })).series[0]?.values).toEqual(
      new Float64Array([7]),
    );
    await expect(loadDataSet({ files: [path] })).rejects.toThrow(/no series with two times to infer it from/);
  });

  it('reads series without any value, and tells which', async () => {
    const path = files.write(
      'empty.csv',
      csv('id,date,v', 'a,2024-01-01,', 'a,2024-01-02,NA', 'b,2024-01-01,1', 'b,2024-01-02,2'),
    );
    const { series, warnings } = await loadDataSet({ files: [path] });
    expect(series[0]?.values).toEqual(new Float64Array([NaN, NaN]));
    expect(warnings).toEqual(['1 of 2 series have no value at all: a']);
  });
});
