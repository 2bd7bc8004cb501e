import { afterAll, describe, expect, it } from 'vitest';
import { loadDataSet } from './loadDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { createTableFiles } from './tableFiles.fixture.ts';

const files = createTableFiles();
afterAll(files.remove);

const HEADER = `# A comment.
@relation Test
@attribute series_name string
@attribute state string
@attribute start_timestamp date
@frequency half_hourly
@horizon 8
@missing true
@equallength false
`;

function read(text: string, options: ReadOptions = {}) {
  return loadDataSet({ files: [files.write('test.tsf', text)], ...options });
}

it('reads series with their starts, statics and missing values', async () => {
  const { frequency, series, summary } = await read(
    `${HEADER}@data\r\nT1:NSW:2002-01-01 00-30-00:1,?,-3.5e2\r\nT2:VIC:2002-01-02 00-00-00:4\r\n`,
  );
  expect(frequency).toEqual({ unit: 'minute', count: 30 });
  expect(series).toEqual([
    {
      id: 'T1',
      start: Date.UTC(2002, 0, 1, 0, 30),
      values: new Float64Array([1, NaN, -350]),
      covariates: { future: new Map(), past: new Map(), statics: new Map([['state', 'NSW']]) },
    },
    {
      id: 'T2',
      start: Date.UTC(2002, 0, 2),
      values: new Float64Array([4]),
      covariates: { future: new Map(), past: new Map(), statics: new Map([['state', 'VIC']]) },
    },
  ]);
  expect(summary).toMatch(
    /^2 series of 1 to 3 values, one every 30 minutes, .*1 of 4 missing from .*test\.tsf$/,
  );
});

it('takes starts for times of the zone named', async () => {
  const { series } = await read(`${HEADER}@data\nT1:NSW:2002-01-01 00-30-00:1\n`, {
    timeZone: 'Australia/Sydney',
  });
  expect(series[0]?.start).toBe(Date.UTC(2001, 11, 31, 13, 30));
});

it('reads series without starts', async () => {
  const { series } = await read('@attribute series_name string\n@frequency monthly\n@data\nT1:1,2,3\n');
  expect(series).toEqual([{ id: 'T1', start: undefined, values: new Float64Array([1, 2, 3]) }]);
});

describe('refuses', () => {
  it.each<[string, string, ReadOptions, RegExp]>([
    ['a file without series', `${HEADER}@data\n`, {}, /test\.tsf: expected series after @data, got none/],
    ['a header without end', HEADER, {}, /expected a line @data/],
    [
      'a word that is none',
      `${HEADER}@dta\n`,
      {},
      /test\.tsf, line 10: expected one of @relation.*did you mean @data\?/,
    ],
    ['an attribute of no type', '@attribute state text\n', {}, /line 1: expected "@attribute NAME string"/],
    [
      'a field too few',
      `${HEADER}@data\nT1:2002-01-01 00-00-00:1\n`,
      {},
      /line 11: expected series_name:state:start_timestamp:values, got 2 fields/,
    ],
    [
      'what is no number',
      `${HEADER}@data\nT1:x:2002-01-01 00-00-00:1,two\n`,
      {},
      /line 11: expected a finite number, or \? .*got "two"/,
    ],
    ['an empty value', `${HEADER}@data\nT1:x:2002-01-01 00-00-00:1,,2\n`, {}, /line 11: .*got ""/],
    [
      'what is no time',
      `${HEADER}@data\nT1:x:1.1.2002:1\n`,
      {},
      /line 11: expected the time of the first value/,
    ],
    [
      'a series that comes twice',
      `${HEADER}@data\nT1:x:2002-01-01 00-00-00:1\nT1:x:2002-01-01 00-00-00:1\n`,
      {},
      /line 12: series T1 comes twice/,
    ],
    [
      'a frequency that is not there',
      '@attribute series_name string\n@data\nT1:1\n',
      {},
      /there is no line @frequency/,
    ],
    ['a column', `${HEADER}@data\nT1:x:2002-01-01 00-00-00:1\n`, { value: 'y' }, /leave value out/],
  ])('%s', async (_, text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(message);
  });
});
