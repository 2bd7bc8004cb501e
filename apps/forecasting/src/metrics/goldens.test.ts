import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { mae, nd } from './absoluteError.ts';
import { crpsOfSamples } from './crps.ts';
import { evaluateForecasts, type Evaluation } from './evaluateForecasts.ts';
import type { ForecastPair } from './forecastPair.ts';
import { coverage } from './intervals.ts';
import { quantileLoss } from './quantileLoss.ts';
import type { Scores } from './scores.ts';
import { smape } from './smape.ts';

type Numbers = (number | null)[];
type ByLevel = Record<string, number>;

interface EvaluatorScores {
  MSE: number;
  RMSE?: number;
  MASE: number;
  sMAPE: number;
  ND: number;
  MSIS: number;
  wql: ByLevel;
}

interface GoldenScores {
  evaluator: {
    series: EvaluatorScores[];
    overall: EvaluatorScores & { meanWql: number; crps: number };
  };
  ev: ByLevel;
}

interface UtilsforecastScores {
  mae: number;
  rmse: number;
  nd: number;
  smape: number;
  mase: number;
  scaledCrps: number;
  quantileLoss: number[];
  coverage: ByLevel;
  winkler95: number;
}

const golden = loadGolden('forecastingMetrics') as {
  levels: number[];
  series: {
    id: string;
    season: number;
    history: Numbers;
    actual: Numbers;
    mean: number[];
    quantiles: number[][];
  }[];
  complete: GoldenScores & { utilsforecast: UtilsforecastScores[] };
  withGaps: GoldenScores;
  zeros: { actual: number[]; predicted: number[]; smape: number };
  samples: { samples: number[][]; actual: number[]; crps: { plain: number; fair: number } };
};

const { levels } = golden;
const decode = (values: Numbers) => Float64Array.from(values, (value) => value ?? NaN);

const pairs = golden.series.map(({ id, season, history, actual, mean, quantiles }): ForecastPair => ({
  forecast: {
    id,
    start: undefined,
    mean: decode(mean),
    levels,
    quantiles: quantiles.map(decode),
  },
  actual: decode(actual),
  history: decode(history),
  season,
}));

const complete = pairs.filter(({ actual }) => !actual.some(Number.isNaN));

/** Equal to 1e-9 of the size of the oracle's number. */
function expectEqual(ours: number, oracle: number | undefined): void {
  expect(Math.abs(ours - (oracle as number))).toBeLessThanOrEqual(1e-9 * Math.abs(oracle as number));
}

function expectEvaluator(scores: Scores, oracle: EvaluatorScores): void {
  expectEqual(scores.mase, oracle.MASE);
  expectEqual(scores.smape, 100 * oracle.sMAPE);
  expectEqual(scores.nd, oracle.ND);
  expectEqual(scores.msis, oracle.MSIS);
  expect(scores.wql).toHaveLength(levels.length);
  for (const { level, loss } of scores.wql) expectEqual(loss, oracle.wql[String(level)]);
}

describe.each([
  { name: 'all values known', some: complete, oracle: golden.complete },
  { name: 'some values missing', some: pairs, oracle: golden.withGaps },
])('evaluateForecasts, $name', ({ some, oracle }) => {
  const evaluation = evaluateForecasts(some, { levels });
  const ofDeciles: Evaluation = evaluateForecasts(some);

  it("equals GluonTS' Evaluator for each series", () => {
    expect(evaluation.series).toHaveLength(oracle.evaluator.series.length);
    evaluation.series.forEach((scores, index) => {
      const expected = oracle.evaluator.series[index]!;
      expectEvaluator(scores, expected);
      expectEqual(scores.mse, expected.MSE);
    });
  });

  it("equals GluonTS' Evaluator over all series", () => {
    expectEvaluator(evaluation.overall, oracle.evaluator.overall);
    expect(ofDeciles.levels).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expectEqual(ofDeciles.overall.meanWql, oracle.evaluator.overall.meanWql);
    expectEqual(ofDeciles.overall.crps, oracle.evaluator.overall.crps);
  });

  it('equals gluonts.ev over all points', () => {
    const { overall } = evaluation;
    expectEqual(overall.mae, oracle.ev['MAE[0.5]']);
    expectEqual(overall.mse, oracle.ev['MSE[mean]']);
    expectEqual(overall.rmse, oracle.ev['RMSE[mean]']);
    expectEqual(overall.nd, oracle.ev['ND[0.5]']);
    expectEqual(ofDeciles.overall.meanWql, oracle.ev['mean_weighted_sum_quantile_loss']);
    const within = (low: number, high: number) =>
      oracle.ev[`coverage[${high}]`]! - oracle.ev[`coverage[${low}]`]!;
    expect(overall.intervals.map(({ nominal }) => nominal)).toEqual([0.8, 0.95]);
    expectEqual(overall.intervals[0]!.coverage, within(0.1, 0.9));
    expectEqual(overall.intervals[1]!.coverage, within(0.025, 0.975));
  });
});

it('means over series are those of gluonts.ev over points where every series has as many of them', () => {
  const { overall } = evaluateForecasts(complete);
  expectEqual(overall.mase, golden.complete.ev['MASE[0.5]']);
  expectEqual(overall.smape, 100 * golden.complete.ev['sMAPE[0.5]']!);
  expectEqual(overall.msis, golden.complete.ev['MSIS']);
  // Of series with missing values those of the points are others.
  const gaps = evaluateForecasts(pairs).overall;
  expect(Math.abs(gaps.mase / golden.withGaps.ev['MASE[0.5]']! - 1)).toBeGreaterThan(0.01);
});

describe('utilsforecast', () => {
  const { series } = evaluateForecasts(complete);

  it.each(complete.map((pair, index) => ({ id: pair.forecast.id, pair, index })))(
    '$id',
    ({ pair, index }) => {
      const scores = series[index]!;
      const oracle = golden.complete.utilsforecast[index]!;
      const { forecast, actual } = pair;
      const median = forecast.quantiles[levels.indexOf(0.5)]!;
      expectEqual(mae(actual, median), oracle.mae);
      expectEqual(nd(actual, median), oracle.nd);
      expectEqual(smape(actual, median), 200 * oracle.smape);
      expectEqual(scores.rmse, oracle.rmse);
      expectEqual(scores.mase, oracle.mase);
      expectEqual(scores.meanWql, oracle.scaledCrps);
      levels.forEach((level, at) => {
        expectEqual(quantileLoss(actual, forecast.quantiles[at]!, level), oracle.quantileLoss[at]);
      });
      const [in80, in95] = scores.intervals;
      expect(in80!.coverage).toBe(oracle.coverage['80']);
      expect(in95!.coverage).toBe(oracle.coverage['95']);
      expect(coverage(actual, median, median)).toBe(0);
      expectEqual(scores.msis / (scores.mase / scores.mae), oracle.winkler95);
    },
  );

  it('counts a step where actual value and forecast are 0 as right in sMAPE', () => {
    const { actual, predicted, smape: oracle } = golden.zeros;
    expectEqual(smape(Float64Array.from(actual), Float64Array.from(predicted)), 200 * oracle);
  });
});

it.each(['plain', 'fair'] as const)('crpsOfSamples equals scoringrules, %s', (estimator) => {
  const { samples, actual, crps } = golden.samples;
  expectEqual(
    crpsOfSamples(Float32Array.from(samples.flat()), Float64Array.from(actual), estimator),
    crps[estimator],
  );
});
