import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { readFolder, refusal, slow } from '@reprise/testing';
import { startEngine } from '@reprise/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { backtest } from './backtest.ts';
import { makeSettings } from './config.ts';
import { evaluateModel } from './evaluateModel.ts';
import { load } from './modelFolder.ts';
import { seasonalData } from './series.fixture.ts';
import { shorten } from './split.ts';
import { train } from './train.ts';

await startEngine();

const folder = mkdtempSync(join(tmpdir(), 'forecasting-train-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const HORIZON = 4;
const data = seasonalData();
const settings = makeSettings('tiny', { epochBatches: 8, epochs: 4 });
const weightsIn = (name: string): Buffer => readFileSync(join(folder, name, 'model.safetensors'));

describe('train', () => {
  slow(
    'learns a season with noise: near what nobody can know, and better than the season before',
    async () => {
      const out = join(folder, 'learned');
      const more = seasonalData(12, 80);
      const options = {
        settings: makeSettings('tiny', { epochBatches: 60, anchor: 'none' }),
        horizon: HORIZON,
        out,
      };
      const { evaluation } = await train({ ...options, data: more });
      const mae = (name: string): number => evaluation!.evaluations.get(name)!.overall.mae;
      // The noise's own mean size is 0.2 · √(2/π), of which the season before has twice the variance.
      expect(mae('model')).toBeLessThan(1.25 * 0.16);
      expect(mae('model')).toBeLessThan(0.85 * mae('seasonalNaive'));
      expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('model beats seasonalNaive');
    },
  );

  it('tells which columns deepar does not read, and forecasts without them', async () => {
    const past = (values: Float64Array) => new Map([['rain', values]]);
    const wet = {
      ...data,
      series: data.series.map((one) => ({
        ...one,
        covariates: { future: new Map(), past: past(one.values), statics: new Map() },
      })),
    };
    const [out, lines] = [join(folder, 'wet'), [] as string[]];
    await train({
      data: wet,
      settings: makeSettings('tiny', { epochBatches: 8, epochs: 2, model: 'deepar' }),
      horizon: HORIZON,
      out,
      tell: (line) => lines.push(line),
    });
    expect(lines.find((line) => line.startsWith('not read: rain; '))).toContain('deepar draws each value');
    const forecaster = await load(out);
    expect(await forecaster.forecast(data, { paths: 2 })).toHaveLength(data.series.length);
    forecaster.dispose();
  });

  it('is not touched by what it may not see: values of the test', async () => {
    const planted = {
      ...data,
      series: data.series.map((one) => ({
        ...one,
        values: one.values.map((value, step) => (step >= one.values.length - HORIZON ? 1e6 : value)),
      })),
    };
    await train({ data, settings, horizon: HORIZON, out: join(folder, 'honest') });
    await train({ data: planted, settings, horizon: HORIZON, out: join(folder, 'planted') });
    expect(weightsIn('planted').equals(weightsIn('honest'))).toBe(true);
    expect(readFileSync(join(folder, 'planted', 'config.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'honest', 'config.json'), 'utf8'),
    );
  });

  it('goes on after an interruption to the same bits, each network of an ensemble', async () => {
    const options = { data, settings: { ...settings, members: 2 }, horizon: HORIZON };
    await train({ ...options, out: join(folder, 'whole') });
    const out = join(folder, 'cut');
    const stops: string[] = [];
    for (let run = 0; stops.at(-1) !== 'done'; run++) {
      const controller = new AbortController();
      // Each run is cut off a little later than the one before.
      setTimeout(() => controller.abort(), 250 + 350 * run).unref();
      const { stopped } = await train({
        ...options,
        out,
        resume: run > 0,
        signal: controller.signal,
        checkpointEvery: 3,
      });
      stops.push(stopped);
    }
    expect(weightsIn('cut').equals(weightsIn('whole'))).toBe(true);
  });

  it('goes on only with the season and the horizon that it was begun with', async () => {
    const out = join(folder, 'honest');
    const before = readFolder(out);
    const resume = (changed: { season?: number; horizon?: number }) =>
      refusal(train({ data, settings, horizon: HORIZON, ...changed, out, resume: true }));
    expect(await resume({ season: 2 })).toContain('season: then 4, now 2');
    expect(await resume({ horizon: 3 })).toContain('horizon: then 4, now 3');
    expect(readFolder(out)).toEqual(before);
    const again = await train({ data, settings, horizon: HORIZON, season: 4, out, resume: true });
    expect(again.stopped).toBe('done');
  });

  it('refuses what cannot be learned from', async () => {
    const out = join(folder, 'none');
    await expect(train({ data, settings, horizon: 0, out })).rejects.toThrow('horizon of at least 1');
    await expect(train({ data, settings, horizon: 40, out })).rejects.toThrow(InputError);
  });
});

describe('evaluateModel', () => {
  const options = { model: join(folder, 'honest'), windows: 1, tell: () => undefined };

  it('scores the ends of series as their training did, and what came behind as if it were their end', async () => {
    const { result: ends } = await evaluateModel({ ...options, data });
    const known = { ...data, series: data.series.map((one) => shorten(one, HORIZON)) };
    const actual = {
      ...data,
      series: data.series.map((one) => ({ ...one, values: one.values.slice(-HORIZON) })),
    };
    const { result: behind } = await evaluateModel({ ...options, data: known, actual });
    expect(behind.evaluations).toEqual(ends.evaluations);
    const { mase } = ends.evaluations.get('model')!.overall;
    expect(readFileSync(join(options.model, 'README.md'), 'utf8')).toContain(mase.toFixed(3));
  });

  it('refuses to score what the model was trained on', async () => {
    await expect(evaluateModel({ ...options, data, windows: 2 })).rejects.toThrow(
      'that it would be tested on',
    );
  });

  it('refuses values that came for other series, and series that are too short', async () => {
    const actual = { ...data, series: data.series.slice(1) };
    await expect(evaluateModel({ ...options, data, actual })).rejects.toThrow(
      "values of series 's0', found none",
    );
    const short = { ...data, series: data.series.map((one) => ({ ...one, values: one.values.slice(-3) })) };
    await expect(evaluateModel({ ...options, data: short })).rejects.toThrow('no series is longer');
  });
});

describe('backtest', () => {
  it('forecasts each window by a model that saw nothing of it', async () => {
    const out = join(folder, 'backtest');
    const result = await backtest({ data, settings, horizon: HORIZON, windows: 2, refit: true, out });
    const { overall } = result!.evaluations.get('model')!;
    expect(overall.points).toBe(data.series.length * HORIZON * 2);
    const ends = ['window1', 'window2'].map((name) => {
      const config = JSON.parse(readFileSync(join(out, name, 'config.json'), 'utf8')) as { seen: object };
      return Object.values(config.seen)[0] as number;
    });
    expect(ends).toEqual([Date.UTC(2000, 0), Date.UTC(2001, 0)]);
  });

  it('says what a number of windows needs', async () => {
    const options = {
      data,
      settings,
      horizon: HORIZON,
      windows: 12,
      refit: false,
      out: join(folder, 'many'),
    };
    await expect(backtest(options)).rejects.toThrow('need series of more than 48 values, got at most 48');
  });
});
