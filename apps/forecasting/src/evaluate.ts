import { BASELINES, type BaselineName } from './baselines/registry.ts';
import { asForecast } from './baselines/baseline.ts';
import { momentAt } from './data/calendar.ts';
import { compareMethods, describeComparison, type Comparison } from './metrics/comparison.ts';
import { lastValues } from './lastValues.ts';
import { evaluateForecasts, type Evaluation } from './metrics/evaluateForecasts.ts';
import { pairsOf } from './metrics/forecastPair.ts';
import type { Forecaster, ForecastOptions } from './model/forecaster.ts';
import { LEVELS } from './model/levels.ts';
import type { Origin } from './model/window.ts';
import type { DataSet, Forecast, Series } from './series.ts';
import { readValues, type Values } from './values.ts';

/** What is measured, and against what. */
export interface EvaluateOptions extends Omit<ForecastOptions, 'origins' | 'levels'> {
  /** by default all */
  readonly baselines?: readonly BaselineName[] | undefined;
  /** All methods are given only so many values before each origin; MASE is scaled by the whole history all the same. */
  readonly history?: number | undefined;
}

/** The method that all others are measured against. */
export const YARDSTICK = 'seasonalNaive';
/** How the model is called beside the baselines. */
export const MODEL = 'model';

/** The forecasts of a model and of baselines from the same origins, and what they are worth. */
export interface MethodEvaluations {
  readonly horizon: number;
  readonly season: number;
  readonly comparison: Comparison;
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  /** of each method, one for each origin */
  readonly forecasts: ReadonlyMap<string, readonly Forecast[]>;
}

/**
 * Forecasts from each origin, and compares with what came.
 * @param data whole series: the values behind an origin are what came; a missing one is not counted
 */
export async function evaluate(
  forecaster: Forecaster,
  data: DataSet<Values>,
  origins: readonly Origin[],
  options: EvaluateOptions = {},
): Promise<MethodEvaluations> {
  const { baselines, history, ...rest } = options;
  const { season, horizon: trained } = forecaster.architecture;
  const { horizon = trained } = rest;
  const known = history === undefined ? { data, origins } : lastValues(data, origins, history);
  const forecasts = await forecaster.forecast(known.data, { ...rest, origins: known.origins });
  return compareWithBaselines(forecasts, data, origins, { horizon, season, baselines, known });
}

export interface ComparisonOptions extends Pick<EvaluateOptions, 'baselines'> {
  readonly horizon: number;
  readonly season: number;
  /** what baselines are given, and where they forecast from in it; by default the data and the origins */
  readonly known?: { readonly data: DataSet<Values>; readonly origins: readonly Origin[] } | undefined;
}

/**
 * Scores the forecasts of a model beside those of baselines, the yardstick always among them.
 * @param forecasts one for each origin
 * @param data whole series, as {@link evaluate} takes them
 */
export function compareWithBaselines(
  forecasts: readonly Forecast[],
  data: DataSet<Values>,
  origins: readonly Origin[],
  options: ComparisonOptions,
): MethodEvaluations {
  const { horizon, season, baselines = Object.keys(BASELINES) as BaselineName[] } = options;
  const { known = { data, origins } } = options;
  const said = new Map<string, readonly Forecast[]>([[MODEL, forecasts]]);
  const levels = forecasts[0]?.levels;
  for (const name of new Set([YARDSTICK, ...baselines] as const))
    said.set(name, baselineForecasts(name, known.data, known.origins, { horizon, season }, levels));
  const evaluations = new Map(
    [...said].map(
      ([name, its]) => [name, evaluateForecasts(pairsOf(its, data, origins, { horizon, season }))] as const,
    ),
  );
  const comparison = compareMethods(evaluations, YARDSTICK);
  return { horizon, season, comparison, evaluations, forecasts: said };
}

/** What a baseline says from each origin. */
export function baselineForecasts(
  name: BaselineName,
  data: DataSet<Values>,
  origins: readonly Origin[],
  options: { readonly horizon: number; readonly season: number },
  levels: readonly number[] = LEVELS,
): Forecast[] {
  return origins.map(({ series, at }) => {
    const { id, start, values } = data.series[series] as Series<Values>;
    const begin = start === undefined ? undefined : momentAt(data.frequency, start, at);
    const history = readValues(values.subarray(0, at));
    return asForecast({ id, start: begin }, BASELINES[name](history, options), levels);
  });
}

/** The comparison as a table and a sentence for each method. */
export function describeMethods({ comparison, evaluations }: MethodEvaluations): string {
  const { series, points } = (evaluations.get(YARDSTICK) as Evaluation).overall;
  return `${series} series, ${points} values\n${describeComparison(comparison)}`;
}

/** The scores of each method and what was measured, as plain numbers. */
export function methodsAsJson({ horizon, season, evaluations, comparison }: MethodEvaluations): unknown {
  return {
    horizon,
    season,
    baseline: comparison.baseline,
    methods: Object.fromEntries([...evaluations].map(([name, { overall }]) => [name, overall])),
  };
}
