import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Rng, startEngine } from '@reprise/engine';
import { leakCheck, refusal } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { loadDataSet } from '../data/loadDataSet.ts';
import { evaluateModel } from '../evaluateModel.ts';
import { forecast } from '../forecast.ts';
import { makeSettings } from '../config.ts';
import type { LoadedDataSet } from '../data/loadDataSet.ts';
import type { Forecast } from '../series.ts';
import { generateSeries } from './generateSeries.ts';
import { loadForecaster } from './loadForecaster.ts';
import { shippedModel } from './zeroShotModel.ts';
import { SEASONS } from './zeroShotShape.ts';

await startEngine();

const FREQUENCY = { unit: 'month', count: 1 } as const;
const folder = fileURLToPath(shippedModel());

function dataOf(...all: readonly ArrayLike<number>[]): LoadedDataSet {
  const series = all.map((values, index) => ({
    id: `s${index}`,
    start: undefined,
    values: Float64Array.from(values),
  }));
  return { frequency: FREQUENCY, series, summary: '', warnings: [] };
}

async function say(
  data: LoadedDataSet,
  task: { readonly horizon: number; readonly season: number },
  at?: number,
): Promise<Forecast[]> {
  const forecaster = await loadForecaster(shippedModel(), { frequency: FREQUENCY, ...task });
  const origins = at === undefined ? undefined : data.series.map((_, series) => ({ series, at }));
  const said = await forecaster.forecast(data, { origins });
  forecaster.dispose();
  return said;
}

/** A level of 100 with a season of 12 that is easy to see. */
const seasonal = Float64Array.from(
  { length: 30 },
  (_, step) => 100 + 30 * Math.sin((2 * Math.PI * step) / 12),
);

describe('the model that ships', () => {
  it('is small', () => {
    expect(statSync(`${folder}model.safetensors`).size).toBeLessThan(1e6);
  });

  it.each([...SEASONS, 24 * 60])('forecasts series of season %i, from one value to many', async (season) => {
    await leakCheck(async () => {
      const rng = Rng.fromSeed(21).fold(season);
      const lengths = [1, 2, 3, 10, 70, 300];
      const data = dataOf(
        ...lengths.map((length) =>
          generateSeries(rng.fold(length), { season: Math.min(season, 60), length }),
        ),
      );
      for (const horizon of [1, 13, 60]) {
        for (const { mean, quantiles } of await say(data, { season, horizon })) {
          expect(mean).toHaveLength(horizon);
          expect([mean, ...quantiles].every((values) => values.every(Number.isFinite))).toBe(true);
        }
      }
    });
  });

  it('finds a season in two of them', async () => {
    const [said] = await say(dataOf(seasonal.subarray(0, 24)), { season: 12, horizon: 6 });
    said!.mean.forEach((value, step) => expect(Math.abs(value - seasonal[24 + step]!)).toBeLessThan(6));
  });

  it('looks at nothing behind an origin', async () => {
    const planted = seasonal.map((value, step) => (step >= 20 ? 1e6 : value));
    const task = { season: 12, horizon: 6 };
    expect(await say(dataOf(planted), task, 20)).toEqual(await say(dataOf(seasonal), task, 20));
  });

  it('says a constant of a constant and of one value, and nothing below zero of what never was', async () => {
    const data = dataOf([7], [3, 3, NaN, 3], [0, 2, 0, 0, 5, 0, 1, 0]);
    const [one, still, rare] = await say(data, { season: 12, horizon: 5 });
    expect([...one!.mean, ...one!.quantiles[0]!]).toEqual(Array<number>(10).fill(7));
    expect([...still!.mean]).toEqual(Array<number>(5).fill(3));
    expect(rare!.quantiles.every((values) => values.every((value) => value >= 0))).toBe(true);
  });

  it('bears holes, at the end of a history too', async () => {
    const holes = seasonal.map((value, step) => (step % 5 === 3 || step > 27 ? NaN : value));
    const [said] = await say(dataOf(holes), { season: 12, horizon: 6 });
    said!.mean.forEach((value, step) =>
      expect(Math.abs(value - seasonal[(30 + step) % 12]!)).toBeLessThan(25),
    );
  });
});

describe('forecast without a model', () => {
  const settings = makeSettings('tiny');

  it('takes it where series are too short, and says so', async () => {
    const told: string[] = [];
    const run = await forecast({
      data: dataOf(seasonal.subarray(0, 8)),
      settings,
      horizon: 4,
      tell: (line) => told.push(line),
    });
    expect(run!.method.name).toBe('Zero-shot RNN');
    expect(run!.remarks[0]).toContain('trained on generated series (zero-shot)');
    expect(told).toEqual(run!.remarks);
    expect(run!.settings?.model).toBe('zeroShot');
  });

  it('forecasts nothing of series without values', async () => {
    const asked = { data: dataOf([NaN, NaN]), settings, horizon: 4 };
    expect(await refusal(forecast(asked))).toContain("series 's0' to have values");
  });
});

const place =
  process.env.REPRISE_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const monash = `${place}/forecasting/monash`;

describe.skipIf(!existsSync(monash))('the scores of its card (skipped where REPRISE_DATA has none)', () => {
  const card = readFileSync(`${folder}README.md`, 'utf8');

  it.each([
    ['hospital', 12, 12, 12],
    ['electricity_weekly', 52, 8, 8],
  ])('are true of %s', async (name, season, horizon, history) => {
    const data = await loadDataSet({ files: [`${monash}/${name}_dataset.tsf`] });
    const asked = { model: folder, data, windows: 1, season, horizon, history, tell: () => undefined };
    const {
      result: { evaluations },
    } = await evaluateModel({ ...asked, baselines: ['theta'] });
    const row = card.split('\n').find((line) => line.startsWith(`| ${name} | ${horizon} | ${history} |`));
    const [zeroShot, , , theta] = row!
      .split('|')
      .slice(4)
      .map((cell) => Number(cell.trim()));
    expect(evaluations.get('model')!.overall.mase).toBeCloseTo(zeroShot!, 2);
    expect(evaluations.get('theta')!.overall.mase).toBeCloseTo(theta!, 2);
  });
});
