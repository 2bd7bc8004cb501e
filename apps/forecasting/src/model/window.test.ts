import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { DataSet, Series } from '../series.ts';
import { checkInputs, inputSpecOf } from './inputs.ts';
import { windowCutter, type WindowShape } from './window.ts';

const SHAPE: WindowShape = { context: 3, reach: 2, horizon: 2, scaling: 'mean' };
const START = Date.UTC(2024, 0, 1);

function series(id: string, values: number[], covariates?: Series['covariates']): Series {
  return { id, start: START, values: Float64Array.from(values), ...(covariates && { covariates }) };
}

function daily(...all: Series[]): DataSet {
  return { frequency: { unit: 'day', count: 1 }, series: all };
}

function price(...values: number[]): Series['covariates'] {
  return {
    future: new Map([['price', Float64Array.from(values)]]),
    past: new Map([['rain', Float64Array.from(values.slice(0, 5))]]),
    statics: new Map<string, number | string>([
      ['size', 3],
      ['region', 'north'],
    ]),
  };
}

function cutterOf(data: DataSet, seriesEmbedding = false) {
  return windowCutter(data, inputSpecOf(data, { model: 'mqrnn', seriesEmbedding }), SHAPE);
}

describe('windowCutter', () => {
  it('has what lies before an origin and behind it; what is not there is missing', () => {
    const data = daily(series('a', [1, 2, 3, 4, 5, 6]));
    const { cut } = cutterOf(data);
    const batch = cut([
      { series: 0, at: 4 },
      { series: 0, at: 6 },
    ]);
    expect([...batch.past]).toEqual([NaN, 1, 2, 3, 4, 2, 3, 4, 5, 6]);
    expect([...batch.future]).toEqual([5, 6, NaN, NaN]);
    expect(batch.tokens).toBe(2);
    expect(batch.scalings.map(({ scale }) => scale)).toEqual([3, 5]);
  });

  it('knows the calendar of each step, ahead too, and the covariates of their own steps', () => {
    const data = daily(series('a', [1, 2, 3, 4, 5], price(10, 20, 30, 40, 50, 60, 70)));
    const { cut } = cutterOf(data);
    const batch = cut([{ series: 0, at: 5 }]);
    const featureCount = batch.features.length / 5;
    const column = (index: number): number[] =>
      Array.from({ length: 5 }, (_, step) => batch.features[step * featureCount + index] as number);
    // 1 January 2024 is a Monday; the window begins on Wednesday.
    column(0).forEach((value, step) => expect(value).toBeCloseTo((step + 2) / 6 - 0.5, 5));
    const deviation = Math.sqrt(200);
    column(3).forEach((value, step) => expect(value).toBeCloseTo((10 * (step + 3) - 30) / deviation, 5));
    expect(batch.pastFeatures).toHaveLength(3);
    expect(batch.pastFeatures[2]).toBeCloseTo(20 / deviation, 5);
    expect(batch.categories.map((ids) => [...ids])).toEqual([[1]]);
  });

  it('never looks at its future: whatever lies behind the origin, all but the future stays the same', () => {
    const plain = [1, 2, 3, 4, 5, 6, 7, 8];
    const leak = plain.map((value, step) => (step >= 5 ? 1e6 : value));
    const spec = inputSpecOf(daily(series('a', plain)), { model: 'mqrnn', seriesEmbedding: true });
    const [honest, planted] = [plain, leak].map((values) =>
      windowCutter(daily(series('a', values)), spec, SHAPE).cut([{ series: 0, at: 5 }]),
    );
    expect(planted!.future).not.toEqual(honest!.future);
    expect({ ...planted!, future: undefined }).toEqual({ ...honest!, future: undefined });
  });

  it('numbers categories by name, and new ones 0', () => {
    const data = daily(series('a', [1, 2]), series('b', [3, 4]));
    const spec = inputSpecOf(data, { model: 'mqrnn', seriesEmbedding: true });
    const other = daily(series('b', [1, 2]), series('new', [1, 2]));
    const { categories } = windowCutter(other, spec, SHAPE).cut([
      { series: 0, at: 2 },
      { series: 1, at: 2 },
    ]);
    expect(categories.map((ids) => [...ids])).toEqual([[2, 0]]);
  });
});

describe('checkInputs', () => {
  const trained = daily(series('a', [1, 2, 3, 4, 5], price(10, 20, 30, 40, 50, 60, 70)));
  const spec = inputSpecOf(trained, { model: 'mqrnn', seriesEmbedding: false });

  it('takes what the network was trained with', () => {
    expect(() => checkInputs(spec, trained.series[0]!, 2, 5)).not.toThrow();
  });

  it.each([
    ['times', { ...trained.series[0]!, start: undefined }, 'got data without'],
    ['a covariate', series('a', [1, 2, 3]), "future covariate 'price', got none"],
    ['a covariate ahead', series('a', [1, 2, 3, 4, 5], price(10, 20, 30, 40, 50, 60)), "'price' for 7 steps"],
  ])('refuses a series without %s', (_, given, message) => {
    expect(() => checkInputs(spec, given, 2, given.values.length)).toThrow(InputError);
    expect(() => checkInputs(spec, given, 2, given.values.length)).toThrow(message);
  });

  it('refuses series that differ in their columns', () => {
    const mixed = daily(series('a', [1], price(1, 1, 1)), series('b', [1]));
    expect(() => inputSpecOf(mixed, { model: 'mqrnn', seriesEmbedding: false })).toThrow(
      "series 'b': expected the covariates",
    );
  });
});
