import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '@reprise/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backtest } from './backtest.ts';
import { makeSettings } from './config.ts';
import { loadDataSet, type LoadedDataSet } from './data/loadDataSet.ts';
import { openDataSet, type OpenDataSet } from './data/openDataSet.ts';
import type { ReadOptions } from './data/readOptions.ts';
import { createTableFiles, csv } from './data/tableFiles.fixture.ts';
import { holidayColumn, withHolidays } from './data/withHolidays.ts';
import { evaluateModel } from './evaluateModel.ts';
import { forecast } from './forecast.ts';
import { seasonalSeries } from './series.fixture.ts';
import { train } from './train.ts';
import { distantData } from './values.fixture.ts';
import { readValues } from './values.ts';
import { writeForecast } from './writeForecast.ts';

await startEngine();

const HORIZON = 7;
const settings = makeSettings('tiny', { epochBatches: 8, epochs: 3, weighting: 'scale' });

const files = createTableFiles();
const place = (name: string): string => join(files.folder, name);
const weightsIn = (name: string): Buffer => readFileSync(join(place(name), 'model.safetensors'));
const configIn = (name: string): string => readFileSync(join(place(name), 'config.json'), 'utf8');

const temporary = place('temporary');
let options: ReadOptions;
let held: LoadedDataSet;
let kept: OpenDataSet;

beforeAll(async () => {
  mkdirSync(temporary);
  const rows = Array.from({ length: 12 }, (_, index) => `s${index}`).flatMap((id, index) =>
    Array.from(
      seasonalSeries(id, { length: 60 + index, season: 7, level: 5 + index }).values,
      (value, step) => {
        const day = new Date(Date.UTC(2024, 0, 1 + step)).toISOString().slice(0, 10);
        return `${id},${day},${step % 13 === 4 ? '' : value},${step % 3},${index % 2 === 0 ? 'big' : 'small'}`;
      },
    ),
  );
  const path = files.write('sales.csv', csv('shop,day,sales,rain,kind', ...rows));
  options = { files: [path], value: 'sales', pastColumns: ['rain'], staticColumns: ['kind'], temporary };
  held = await loadDataSet(options);
  kept = await openDataSet(options, { limit: 400 });
});
afterAll(() => {
  kept.close();
  files.remove();
});

describe('a data set in a temporary file', () => {
  it('gives the weights, intervals and scores of one in memory, to the bit', async () => {
    const results = [];
    for (const [name, data] of [
      ['held', held],
      ['kept', kept],
    ] as const)
      results.push(await train({ data, settings, horizon: HORIZON, out: place(name) }));
    expect(weightsIn('kept').equals(weightsIn('held'))).toBe(true);
    expect(configIn('kept')).toBe(configIn('held'));
    const [here, there] = results.map(({ evaluation }) => evaluation);
    expect(there).toEqual(here);
  });

  it('goes on after an interruption, read anew, to the same bits', async () => {
    const stops: string[] = [];
    for (let run = 0; stops.at(-1) !== 'done'; run++) {
      const data = await openDataSet(options, { limit: 0 });
      const controller = new AbortController();
      // Each run is cut off a little later than the one before.
      setTimeout(() => controller.abort(), 150 + 250 * run).unref();
      const { stopped } = await train({
        data,
        settings,
        horizon: HORIZON,
        out: place('cut'),
        resume: run > 0,
        signal: controller.signal,
        checkpointEvery: 3,
      });
      data.close();
      stops.push(stopped);
    }
    expect(weightsIn('cut').equals(weightsIn('held'))).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is scored on a sample where it has many windows, and says so', async () => {
    const series = Array.from({ length: 13 }, (_, copy) =>
      held.series.map((one) => ({ ...one, id: `${one.id} ${copy}` })),
    ).flat();
    const { data } = distantData({ ...held, series });
    const lines: string[] = [];
    const {
      result: { evaluations },
    } = await evaluateModel({
      model: place('held'),
      data,
      windows: 8,
      baselines: ['naive'],
      tell: (line) => lines.push(line),
    });
    expect(lines).toContain(
      'scored on 1000 of 1248 windows, spread evenly, as the values are kept in a file',
    );
    const windows = evaluations.get('model')!.series.map((one) => one.windows);
    expect(windows.reduce((sum, count) => sum + count)).toBe(1000);
    expect([Math.min(...windows), Math.max(...windows)]).toEqual([6, 7]);
  });

  it('is forecast, drawn, scored and backtested as one in memory', async () => {
    const common = { settings, model: place('held') };
    const [here, there] = [
      await forecast({ ...common, data: held }),
      await forecast({ ...common, data: kept }),
    ];
    expect(there).toEqual(here);
    const origin = { command: 'forecast', date: '2025-01-01' };
    for (const [name, data] of [
      ['held', held],
      ['kept', kept],
    ] as const)
      await writeForecast(
        here!,
        data,
        { report: place(`${name}.html`), chart: place(`${name}.svg`) },
        origin,
      );
    for (const kind of ['html', 'svg'])
      expect(readFileSync(place(`kept.${kind}`), 'utf8')).toBe(readFileSync(place(`held.${kind}`), 'utf8'));

    const scoring = { model: place('held'), windows: 1, tell: () => undefined };
    const scores = await evaluateModel({ ...scoring, data: kept });
    expect(scores.result).toEqual((await evaluateModel({ ...scoring, data: held })).result);

    const testing = { settings, horizon: HORIZON, windows: 2, refit: false };
    const past = await backtest({ ...testing, data: kept, out: place('past-kept') });
    expect(past).toEqual(await backtest({ ...testing, data: held, out: place('past-held') }));
  });

  it('has holidays without holding them', async () => {
    const [here, there] = [await withHolidays(held, 'DE', HORIZON), await withHolidays(kept, 'DE', HORIZON)];
    const name = holidayColumn('DE');
    for (const [index, one] of here.series.entries()) {
      const column = there.series[index]!.covariates!.future.get(name)!;
      expect(column).not.toBeInstanceOf(Float64Array);
      expect(readValues(column)).toEqual(one.covariates!.future.get(name));
    }
  });
});
