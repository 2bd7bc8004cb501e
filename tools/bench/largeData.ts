import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSettings } from '../../apps/forecasting/src/config.ts';
import { openDuck, sqlText } from '../../apps/forecasting/src/data/duckdb.ts';
import { openDataSet } from '../../apps/forecasting/src/data/openDataSet.ts';
import { architectureOf, shapeOf } from '../../apps/forecasting/src/model/architecture.ts';
import { windowCutter } from '../../apps/forecasting/src/model/window.ts';
import { windowSource } from '../../apps/forecasting/src/model/windowSource.ts';
import { splitByTime } from '../../apps/forecasting/src/split.ts';
import type { Report } from './install/installOnce.ts';
import { readMemory } from './memory.ts';
import { alignColumns } from './report.ts';

/** Values of a series; the rows are divided into series of so many. */
const STEPS = 10_000;
const BATCHES = 500;
const [HORIZON, SEASON] = [48, 24];
const SETTINGS = makeSettings('m4Hourly', {
  context: 3.5,
  batchSize: 64,
  epochBatches: BATCHES,
  weighting: 'scale',
});

/** How rows stand in the file: by series, or by time, where each series is spread over all of it. */
const ORDERS = { series: 'one series after the other', time: 'one time after the other' } as const;
type Order = keyof typeof ORDERS;

/** From rows of Parquet to the batches of a training. */
export interface LargeDataPoint {
  readonly order: Order;
  readonly rows: number;
  readonly readSeconds: number;
  /** what a training does before its first batch: split, standards, weights, fingerprint */
  readonly prepareSeconds: number;
  readonly batchesPerSecond: number;
  /** the most that the process held over all of this */
  readonly peakBytes: number;
}

/** Measures how the forecasting application reads data of any size, and cuts windows out of it. */
export async function measureLargeData(rows: number, report: Report): Promise<LargeDataPoint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const points: LargeDataPoint[] = [];
  try {
    for (const order of Object.keys(ORDERS) as Order[]) {
      const path = join(folder, `${order}.parquet`);
      report(`${rows} rows, ${ORDERS[order]}: writing them`);
      await writeRows(path, rows, order);
      report('reading them');
      points.push(await measureOrder(path, rows, order, report));
      rmSync(path);
    }
    return points;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeRows(path: string, rows: number, order: Order): Promise<void> {
  const count = Math.max(1, Math.round(rows / STEPS));
  const [series, step] =
    order === 'series' ? [`i // ${STEPS}`, `i % ${STEPS}`] : [`i % ${count}`, `i // ${count}`];
  const duck = await openDuck();
  try {
    await duck.run(
      `COPY (SELECT 'store ' || (${series}) AS store, TIMESTAMP '2020-01-01' + to_hours((${step})::INT) AS hour, ` +
        `round(20 + 10 * sin((${step}) * pi() / 12) + hash(i) % 1000 / 200, 3) AS sales ` +
        `FROM range(${count * STEPS}) AS numbers(i)) TO ${sqlText(path)} (FORMAT parquet)`,
    );
  } finally {
    await duck.close();
  }
}

async function measureOrder(
  path: string,
  rows: number,
  order: Order,
  report: Report,
): Promise<LargeDataPoint> {
  readMemory();
  const began = performance.now();
  const data = await openDataSet({ files: [path] }, { tell: report });
  try {
    const read = performance.now();
    const { train } = splitByTime(data, { horizon: HORIZON });
    const architecture = architectureOf(SETTINGS, train, { horizon: HORIZON, season: SEASON });
    const cutter = windowCutter(train, architecture.inputs, shapeOf(architecture, SETTINGS));
    const source = windowSource(train, cutter, { ...SETTINGS, fewest: SEASON, seed: 1 });
    const prepared = performance.now();
    let windows = 0;
    for await (const { size } of source.batches(0, 0)) windows += size;
    const seconds = (performance.now() - prepared) / 1000;
    return {
      order,
      rows,
      readSeconds: (read - began) / 1000,
      prepareSeconds: (prepared - read) / 1000,
      batchesPerSecond: windows / SETTINGS.batchSize / seconds,
      peakBytes: readMemory().peakBytes,
    };
  } finally {
    data.close();
  }
}

export function formatLargeData(points: readonly LargeDataPoint[]): string {
  const head = ['rows', 'order', 'read s', 'prepare s', `batches of ${SETTINGS.batchSize} a s`, 'peak MB'];
  const lines = points.map(({ rows, order, readSeconds, prepareSeconds, batchesPerSecond, peakBytes }) => [
    rows.toLocaleString('en'),
    ORDERS[order],
    readSeconds.toFixed(1),
    prepareSeconds.toFixed(1),
    batchesPerSecond.toFixed(0),
    (peakBytes / 1e6).toFixed(0),
  ]);
  return alignColumns([head, ...lines]);
}
