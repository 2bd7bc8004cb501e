import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSet, Series } from '../series.ts';
import { LazyValues, readValues, type Values } from '../values.ts';
import { loadDataSet } from './loadDataSet.ts';
import { openDataSet } from './openDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { createTableFiles, csv } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);
const temporary = join(files.folder, 'temporary');

const LENGTHS = [30, 50, 20];
let options: ReadOptions;

beforeAll(() => {
  mkdirSync(temporary);
  // Days with values missing, a price that is known three days ahead, rain that is not, a size and a region.
  const rows = LENGTHS.flatMap((length, series) =>
    Array.from({ length: length + 3 }, (_, step) => {
      const day = new Date(Date.UTC(2024, 0, 1 + step)).toISOString().slice(0, 10);
      const known = step < length;
      const sales = known && step % 7 !== 3 ? String(Math.sin(step + series)) : '';
      return [
        `s${series}`,
        day,
        sales,
        10 + series + step,
        known ? step % 5 : '',
        3 * series,
        'north',
      ].join();
    }),
  );
  const path = files.write('sales.csv', csv('shop,day,sales,price,rain,size,region', ...rows));
  options = {
    files: [path],
    value: 'sales',
    futureColumns: ['price'],
    pastColumns: ['rain'],
    staticColumns: ['size', 'region'],
    temporary,
  };
});

/** With all that a series has in memory. */
function inMemory({ frequency, series }: DataSet<Values>): unknown {
  const all = (columns: ReadonlyMap<string, Values>): unknown =>
    [...columns].map(([name, values]) => [name, readValues(values)]);
  const whole = ({ id, start, values, covariates }: Series<Values>): unknown => ({
    id,
    start,
    values: readValues(values),
    future: covariates && all(covariates.future),
    past: covariates && all(covariates.past),
    statics: covariates?.statics,
  });
  return { frequency, series: series.map(whole) };
}

describe('openDataSet', () => {
  it.each([
    ['from the first series on', 0],
    ['from the second series on', 1000],
  ])('has the same data set in a file, %s, as in memory', async (_, limit) => {
    const lines: string[] = [];
    const expected = await loadDataSet(options);
    const data = await openDataSet(options, { limit, tell: (line) => lines.push(line) });
    try {
      expect(data.series.every(({ values }) => values instanceof LazyValues)).toBe(true);
      expect(data.series[0]!.covariates!.future.get('price')).toBeInstanceOf(LazyValues);
      expect(inMemory(data)).toEqual(inMemory(expected));
      expect([data.summary, data.warnings]).toEqual([expected.summary, expected.warnings]);
      expect(lines).toEqual([expect.stringContaining(`kept in a temporary file in ${temporary}`)]);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      data.close();
    }
    expect(() => readValues(data.series[0]!.values)).toThrow('closed');
  });

  it('holds in memory what is not too large, and says nothing', async () => {
    const lines: string[] = [];
    const data = await openDataSet(options, { tell: (line) => lines.push(line) });
    expect(data.series.every(({ values }) => values instanceof Float64Array)).toBe(true);
    data.close();
    expect(inMemory(data)).toEqual(inMemory(await loadDataSet(options)));
    expect(lines).toEqual([]);
  });

  it('leaves nothing behind where rows far behind are wrong', async () => {
    const query =
      `SELECT * FROM '${options.files![0]!}' ` +
      `UNION ALL SELECT 's9', DATE '2024-01-01', 'Infinity', 1, 1, 1, 'north'`;
    const { futureColumns, pastColumns, staticColumns } = options;
    const roles = { id: 'shop', value: 'sales', futureColumns, pastColumns, staticColumns } as ReadOptions;
    await expect(openDataSet({ query, ...roles, temporary }, { limit: 0 })).rejects.toThrow(InputError);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('names the folder that is not there, and how to name another', async () => {
    const missing = { ...options, temporary: join(files.folder, 'none') };
    await expect(openDataSet(missing, { limit: 0 })).rejects.toThrow(InputError);
    await expect(openDataSet(missing, { limit: 0 })).rejects.toThrow(/none: ENOENT.*--temporary/);
  });
});
