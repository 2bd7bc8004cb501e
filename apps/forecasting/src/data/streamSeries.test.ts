import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { streamSeries } from './streamSeries.ts';
import { createTableFiles } from './tableFiles.fixture.ts';

const SERIES = 200;
const STEPS = 500;
const files = createTableFiles();
const paths: Record<string, string> = {};

beforeAll(async () => {
  // Where temporary folders are made, for this file alone.
  vi.stubEnv('TMPDIR', files.folder);
  const rows = (series: string, step: string) =>
    `SELECT 'store ' || (${series}) AS id, TIMESTAMP '2024-01-01' + to_hours((${step})::INT) AS time, ` +
    `((${series}) * 1000 + (${step}))::DOUBLE AS y FROM range(${SERIES * STEPS}) r(i)`;
  paths['one series after the other'] = await files.writeParquet(
    'together.parquet',
    rows(`i // ${STEPS}`, `i % ${STEPS}`),
  );
  paths['one time after the other'] = await files.writeParquet(
    'turns.parquet',
    rows(`i % ${SERIES}`, `i // ${SERIES}`),
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  files.remove();
});

const folders = () => readdirSync(files.folder).filter((name) => name.startsWith('reprise-duckdb-'));

describe.each(['one series after the other', 'one time after the other'])('%s', (order) => {
  it('gives each series whole, in the order in which they come, and leaves nothing behind', async () => {
    expect(folders()).toEqual([]);
    const stream = await streamSeries({ files: [paths[order]!] });
    expect(stream.frequency).toEqual({ unit: 'hour', count: 1 });
    expect(stream.reading).toMatch(/long form, series in "id", times in "time", values in "y"$/);
    let count = 0;
    for await (const { id, start, values } of stream) {
      expect(id).toBe(`store ${count}`);
      expect(start).toBe(Date.UTC(2024, 0, 1));
      expect(values).toEqual(Float64Array.from({ length: STEPS }, (_, step) => count * 1000 + step));
      count++;
    }
    expect(count).toBe(SERIES);
    expect(folders()).toEqual([]);
  });
});

it('gives back what it holds when it is left early, or closed before', async () => {
  expect(folders()).toEqual([]);
  const left = await streamSeries({ files: [paths['one time after the other']!] });
  for await (const { id } of left) {
    expect(id).toBe('store 0');
    break;
  }
  expect(folders()).toEqual([]);
  const closed = await streamSeries({ files: [paths['one time after the other']!] });
  expect(folders()).toHaveLength(1);
  await closed.close();
  await closed.close();
  expect(folders()).toEqual([]);
});

it('finds what is wrong in a series far behind', async () => {
  const query =
    `SELECT * FROM '${paths['one series after the other']!}' ` +
    `UNION ALL SELECT 'late', TIMESTAMP '2024-01-01' + to_minutes(40 * i::INT), 1 FROM range(3) r(i)`;
  const stream = await streamSeries({ query });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { id } of stream) seen.push(id);
  })();
  await expect(reading).rejects.toThrow(
    /series late starts at 2024-01-01T00:00:00.*\(the query, row 100002\)/,
  );
  expect(seen).toHaveLength(SERIES);
});
