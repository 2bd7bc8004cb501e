import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { makeSettings } from '../config.ts';
import { withHolidays } from '../data/withHolidays.ts';
import { seasonalData, seasonalSeries } from '../series.fixture.ts';
import { architectureOf, makeNetwork } from './architecture.ts';
import { makeForecaster } from './forecaster.ts';

await startEngine();

const data = seasonalData(3, 30);
const settings = makeSettings('tiny', { model: 'deepar', anchor: 'none' });
const architecture = architectureOf(settings, data, { horizon: 4, season: 4 });
const network = makeNetwork(architecture, settings, Rng.fromSeed(1));
const forecaster = makeForecaster({ architecture, settings, networks: [network] });
afterAll(() => {
  disposeParams(network.params);
});

describe('a forecaster', () => {
  it('forecasts each series as if it were alone', async () => {
    const all = await forecaster.forecast(data, { paths: 10 });
    expect(all.map(({ id }) => id)).toEqual(['s0', 's1', 's2']);
    const [alone] = await forecaster.forecast({ ...data, series: data.series.slice(2) }, { paths: 10 });
    alone!.quantiles.forEach((quantile, level) =>
      quantile.forEach((value, step) => expect(value).toBeCloseTo(all[2]!.quantiles[level]![step]!, 3)),
    );
  });

  it('begins behind the last value, or at an origin, with fewer steps where fewer are asked for', async () => {
    const [behind] = await forecaster.forecast(data, { paths: 2, horizon: 3 });
    expect(behind!.start).toBe(Date.UTC(1997, 6));
    expect(behind!.mean).toHaveLength(3);
    const [at] = await forecaster.forecast(data, { paths: 2, origins: [{ series: 0, at: 4 }] });
    expect(at!.start).toBe(Date.UTC(1991, 0));
  });

  it('is not touched by what lies at an origin and behind', async () => {
    const planted = data.series.map((one) => ({
      ...one,
      values: one.values.map((value, step) => (step >= 20 ? 1e9 : value)),
    }));
    const origins = [{ series: 1, at: 20 }];
    const honest = await forecaster.forecast(data, { paths: 5, origins });
    expect(await forecaster.forecast({ ...data, series: planted }, { paths: 5, origins })).toEqual(honest);
  });

  it('expects of what never changed that it stays', async () => {
    const still = {
      ...seasonalSeries('still', { length: 12, start: 0 }),
      values: new Float64Array(12).fill(7),
    };
    const point = { ...still, id: 'point', values: Float64Array.of(NaN, 3) };
    const said = await forecaster.forecast({ ...data, series: [still, point] });
    said.forEach(({ mean, quantiles }, index) => {
      for (const values of [mean, ...quantiles]) expect([...values]).toEqual(Array(4).fill([7, 3][index]));
    });
  });

  it('says nothing below zero of what never was, unless it is told to', async () => {
    const counts = data.series.map((one) => ({
      ...one,
      values: one.values.map((value) => Math.max(0, value - 8)),
    }));
    const lowest = async (nonNegative: boolean, values = counts): Promise<number> => {
      const other = makeForecaster({
        architecture,
        settings: { ...settings, nonNegative },
        networks: [network],
      });
      const said = await other.forecast({ ...data, series: values }, { paths: 20 });
      return Math.min(
        ...said.flatMap(({ mean, quantiles }) => [mean, ...quantiles].flatMap((one) => [...one])),
      );
    };
    expect(await lowest(true)).toBe(0);
    expect(await lowest(false)).toBeLessThan(0);
    const once = counts.map((one) => ({ ...one, values: one.values.with(3, -1) }));
    expect(await lowest(true, once)).toBeLessThan(0);
  });

  it('claims no intervals where it learned a point and nothing is calibrated', async () => {
    const own = makeSettings('tiny', { loss: 'squared' });
    const shape = architectureOf(own, data, { horizon: 4, season: 4 });
    const other = makeForecaster({
      architecture: shape,
      settings: own,
      networks: [makeNetwork(shape, own, Rng.fromSeed(1))],
    });
    const [said] = await other.forecast(data);
    expect(other.levels).toEqual([0.5]);
    expect(said!.levels).toEqual([0.5]);
    expect(said!.quantiles).toEqual([said!.mean]);
    other.dispose();
  });

  it('finds the holidays that it was trained with by itself', async () => {
    const series = [{ ...seasonalSeries('daily', { length: 40 }), start: Date.UTC(2024, 11, 1) }];
    const daily = { frequency: { unit: 'day', count: 1 } as const, series };
    const own = makeSettings('tiny');
    const known = await withHolidays(daily, 'DE', 4);
    const shape = architectureOf(own, known, { horizon: 4, season: 7 });
    const networks = [makeNetwork(shape, own, Rng.fromSeed(1))];
    const other = makeForecaster({ architecture: shape, settings: own, networks });
    expect(shape.inputs.future.map(({ name }) => name)).toEqual(['holiday DE']);
    expect(await other.forecast(daily)).toEqual(await other.forecast(known));
    other.dispose();
  });

  it('refuses a horizon and a frequency that are not its own', async () => {
    await expect(forecaster.forecast(data, { horizon: 5 })).rejects.toThrow('a horizon from 1 to 4');
    const monthly = { ...data, frequency: { unit: 'month', count: 1 } as const };
    await expect(forecaster.forecast(monthly)).rejects.toThrow(InputError);
  });
});
