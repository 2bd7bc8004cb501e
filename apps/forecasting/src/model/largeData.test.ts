import { describe, expect, it } from 'vitest';
import type { DataSet, Series } from '../series.ts';
import { distantData } from '../values.fixture.ts';
import type { Values } from '../values.ts';
import { inputSpecOf } from './inputs.ts';
import { windowCutter, type WindowShape } from './window.ts';
import { windowSource } from './windowSource.ts';

const SHAPE: WindowShape = { context: 6, reach: 3, horizon: 4, scaling: 'standard' };
const LENGTHS = [40, 300, 9, 120];

/** Hours over the end of daylight saving, with values missing, one stretch that stands still, and all kinds of covariates. */
function hourly(): DataSet {
  const series = LENGTHS.map((length, index): Series => {
    const column = (of: (step: number) => number, ahead = 0): Float64Array =>
      Float64Array.from({ length: length + ahead }, (_, step) => of(step));
    return {
      id: `s${index}`,
      start: Date.UTC(2024, 9, 26, index),
      values: column((step) => {
        if (step % 11 === 5) return NaN;
        return step > 100 && step < 115 ? 7 : Math.sin(step + index) + index;
      }),
      covariates: {
        future: new Map([['price', column((step) => Math.cos(step * (index + 1)), SHAPE.horizon)]]),
        past: new Map([['rain', column((step) => (step % 9 === 2 ? NaN : step % 5))]]),
        statics: new Map<string, number | string>([
          ['size', index],
          ['region', index % 2 === 0 ? 'north' : 'south'],
        ]),
      },
    };
  });
  return { frequency: { unit: 'hour', count: 1 }, timeZone: 'Europe/Berlin', series };
}

function cutterOf(data: DataSet<Values>, kept?: number) {
  return windowCutter(data, inputSpecOf(data, { model: 'mqrnn', seriesEmbedding: true }), SHAPE, kept);
}

/** From one step on to one behind the end, of each series. */
const ORIGINS = LENGTHS.flatMap((length, series) =>
  Array.from({ length }, (_, step) => ({ series, at: step + 1 })),
);

describe('windows of values that are fetched', () => {
  it('have the inputs of those in memory', () => {
    const data = hourly();
    const spec = inputSpecOf(data, { model: 'mqrnn', seriesEmbedding: true });
    expect(inputSpecOf(distantData(data).data, { model: 'mqrnn', seriesEmbedding: true })).toEqual(spec);
    expect([spec.calendar.length, spec.future.length, spec.past.length, spec.statics.length]).toEqual([
      4, 1, 1, 1,
    ]);
  });

  it.each([
    ['in memory, features made for each window', (data: DataSet) => cutterOf(data, 0)],
    ['fetched, features kept', (data: DataSet) => cutterOf(distantData(data).data)],
    ['fetched, features made for each window', (data: DataSet) => cutterOf(distantData(data).data, 0)],
  ])('are those of values in memory: %s', (_, make) => {
    const data = hourly();
    expect(make(data).cut(ORIGINS)).toEqual(cutterOf(data).cut(ORIGINS));
  });

  it('fetch what is in the window, and the whole history only where the window stands still', () => {
    const { data, fetched } = distantData(hourly());
    const { cut } = cutterOf(data, 0);
    const before = fetched.length;
    cut([{ series: 1, at: 200 }]);
    expect(fetched.slice(before)).toEqual([
      [191, 204], // values, with those that lags reach
      [194, 204], // price
      [194, 200], // rain
    ]);
    const then = fetched.length;
    cut([{ series: 1, at: 112 }]);
    expect(fetched.slice(then)).toContainEqual([0, 112]);
  });
});

describe('windowSource', () => {
  it.each(['series', 'length', 'scale'] as const)(
    'draws the same windows of values that are fetched, and knows the data again: weighting %s',
    async (weighting) => {
      const options = { batchSize: 16, epochBatches: 5, weighting, fewest: 24, seed: 3 };
      const [here, there] = [hourly(), distantData(hourly()).data].map((data: DataSet<Values>) =>
        windowSource(data, cutterOf(data), options),
      );
      expect(there!.fingerprint).toBe(here!.fingerprint);
      const batches = [];
      for await (const batch of here!.batches(0, 0)) batches.push(batch);
      for await (const batch of there!.batches(0, 0)) expect(batch).toEqual(batches.shift());
      expect(batches).toEqual([]);
    },
  );
});
