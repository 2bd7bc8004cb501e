import { afterAll, describe, expect, it } from 'vitest';
import { loadDataSet } from './loadDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { createTableFiles, csv } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);

const HEADER = 'store,date,sales,price,open,rain,size,city';
const COLUMNS = {
  id: 'store',
  value: 'sales',
  futureColumns: ['price', 'open'],
  pastColumns: ['rain'],
  staticColumns: ['size', 'city'],
};

async function read(lines: readonly string[], options: ReadOptions = COLUMNS) {
  return (await loadDataSet({ files: [files.write('shop.csv', csv(HEADER, ...lines))], ...options })).series;
}

it('keeps what is known ahead for steps behind the last value', async () => {
  const [a, b] = await read([
    'a,2024-01-01,5,1.5,true,0.1,120,Bern',
    'a,2024-01-02,,1.6,true,,120,Bern',
    'a,2024-01-03,7,1.7,FALSE,0.3,120,Bern',
    'a,2024-01-04,,1.8,true,,120,Bern',
    'a,2024-01-05,NA,1.9,true,9,120,Bern',
    'b,2024-01-01,1,2,true,,80,Chur',
    'b,2024-01-02,2,3,true,,80,Chur',
  ]);
  expect(a).toEqual({
    id: 'a',
    start: Date.UTC(2024, 0, 1),
    values: new Float64Array([5, NaN, 7]),
    covariates: {
      future: new Map([
        ['price', new Float64Array([1.5, 1.6, 1.7, 1.8, 1.9])],
        ['open', new Float64Array([1, 1, 0, 1, 1])],
      ]),
      past: new Map([['rain', new Float64Array([0.1, NaN, 0.3])]]),
      statics: new Map<string, number | string>([
        ['size', 120],
        ['city', 'Bern'],
      ]),
    },
  });
  expect(b?.values).toEqual(new Float64Array([1, 2]));
  expect(b?.covariates?.past.get('rain')).toEqual(new Float64Array([NaN, NaN]));
});

it('keeps the rows of a series without any value', async () => {
  const [a] = await read(['a,2024-01-01,,1,true,,1,x', 'a,2024-01-02,,1,true,,1,x'], COLUMNS);
  expect(a?.values).toEqual(new Float64Array([NaN, NaN]));
});

it('gives all series of the wide form the same covariates', async () => {
  const path = files.write(
    'wide.csv',
    csv('date,north,south,holiday', '2024-01-01,1,,1', '2024-01-02,2,5,0', '2024-01-03,,,0'),
  );
  const { series } = await loadDataSet({ files: [path], futureColumns: ['holiday'] });
  expect(
    series.map(({ id, values, covariates }) => [id, [...values], [...covariates!.future.get('holiday')!]]),
  ).toEqual([
    ['north', [1, 2], [1, 0, 0]],
    ['south', [5], [0, 0]],
  ]);
});

it('reads booleans and numbers of Parquet', async () => {
  const path = await files.writeParquet(
    'typed.parquet',
    `SELECT DATE '2024-01-01' + i::INT AS date, i AS y, i % 2 = 0 AS even, 3::DECIMAL(5, 2) AS rate, 'x' AS kind FROM range(3) r(i)`,
  );
  const { series } = await loadDataSet({
    files: [path],
    futureColumns: ['even', 'rate'],
    staticColumns: ['kind'],
  });
  expect(series[0]?.covariates).toEqual({
    future: new Map([
      ['even', new Float64Array([1, 0, 1])],
      ['rate', new Float64Array([3, 3, 3])],
    ]),
    past: new Map(),
    statics: new Map([['kind', 'x']]),
  });
});

describe('refuses', () => {
  const good = ['a,2024-01-01,5,1.5,true,0.1,120,Bern', 'a,2024-01-02,6,1.6,true,,120,Bern'];
  it.each<[string, string[], ReadOptions, RegExp]>([
    [
      'what is said to be known ahead and is not',
      ['a,2024-01-01,5,1.5,true,,1,x', 'a,2024-01-02,6,,true,,1,x'],
      COLUMNS,
      /shop\.csv, row 2: no value: "price" is said to be known in the future/,
    ],
    [
      'a step without a row',
      ['a,2024-01-01,5,1,true,,1,x', 'a,2024-01-02,5,1,true,,1,x', 'a,2024-01-04,6,1,true,,1,x'],
      COLUMNS,
      /series a has no row at 2024-01-03, but covariate "price"/,
    ],
    [
      'text that changes over time',
      good,
      { ...COLUMNS, staticColumns: [], pastColumns: ['city'] },
      /covariate "city" holds text, as "Bern".*name it among the static columns/,
    ],
    [
      'text among numbers',
      [good[0]!, 'a,2024-01-02,6,1.6,true,wet,120,Bern'],
      COLUMNS,
      /shop\.csv, row 2 \(series a\): expected a finite number in column "rain", got "wet"/,
    ],
    [
      'a static column that changes',
      [...good, 'a,2024-01-03,6,1.6,true,,130,Bern'],
      COLUMNS,
      /static column "size" has to be the same.* in series a it is "120" \(.*shop\.csv, row .\) and "130" \(.*row 3\)/,
    ],
    [
      'a static column without a value',
      [...good, 'a,2024-01-03,6,1.6,true,,,Bern'],
      COLUMNS,
      /series a has rows without a value in static column "size"/,
    ],
    [
      'a column of two meanings',
      good,
      { ...COLUMNS, pastColumns: ['price'] },
      /column "price" is given two meanings/,
    ],
    [
      'an unknown column',
      good,
      { ...COLUMNS, pastColumns: ['rian'] },
      /past columns: there is no column "rian"; did you mean "rain"\?/,
    ],
  ])('%s', async (_, lines, options, message) => {
    await expect(read(lines, options)).rejects.toThrow(message);
  });
});
