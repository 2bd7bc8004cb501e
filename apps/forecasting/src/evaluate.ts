import { BASELINES, type BaselineName } from './baselines/registry.ts';
import { asForecast } from './baselines/baseline.ts';
import { momentAt } from './data/calendar.ts';
import { compareMethods, describeComparison, type Comparison } from './metrics/comparison.ts';
import { evaluateForecasts, type Evaluation } from './metrics/evaluateForecasts.ts';
import type { ForecastPair } from './metrics/forecastPair.ts';
import type { Forecaster, ForecastOptions } from './model/forecaster.ts';
import { LEVELS } from './model/levels.ts';
import type { Origin } from './model/window.ts';
import type { DataSet, Forecast, Series } from './series.ts';

/** What is measured, and against what. */
export interface EvaluateOptions extends Omit<ForecastOptions, 'origins' | 'levels'> {
  readonly baselines?: readonly BaselineName[];
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
  data: DataSet,
  origins: readonly Origin[],
  options: EvaluateOptions = {},
): Promise<MethodEvaluations> {
  const { baselines = Object.keys(BASELINES) as BaselineName[], ...rest } = options;
  const { season, horizon: trained } = forecaster.architecture;
  const horizon = options.horizon ?? trained;
  const forecasts = new Map<string, readonly Forecast[]>([
    [MODEL, await forecaster.forecast(data, { ...rest, origins, levels: LEVELS })],
  ]);
  for (const name of new Set([YARDSTICK, ...baselines] as const))
    forecasts.set(name, baselineForecasts(name, data, origins, { horizon, season }));
  return scoreMethods(forecasts, data, origins, { horizon, season });
}

/** What a baseline says from each origin. */
export function baselineForecasts(
  name: BaselineName,
  data: DataSet,
  origins: readonly Origin[],
  options: { readonly horizon: number; readonly season: number },
  levels: readonly number[] = LEVELS,
): Forecast[] {
  return origins.map(({ series, at }) => {
    const { id, start, values } = data.series[series] as Series;
    const begin = start === undefined ? undefined : momentAt(data.frequency, start, at);
    return asForecast({ id, start: begin }, BASELINES[name](values.subarray(0, at), options), levels);
  });
}

/** @param forecasts of each method, one for each origin */
export function scoreMethods(
  forecasts: ReadonlyMap<string, readonly Forecast[]>,
  data: DataSet,
  origins: readonly Origin[],
  { horizon, season }: { readonly horizon: number; readonly season: number },
): MethodEvaluations {
  const evaluations = new Map(
    [...forecasts].map(([name, said]) => {
      const pairs = origins.map(({ series, at }, index): ForecastPair => {
        const { values } = data.series[series] as Series;
        const actual = Float64Array.from({ length: horizon }, (_, step) => values[at + step] ?? NaN);
        return { forecast: said[index] as Forecast, actual, history: values.subarray(0, at), season };
      });
      return [name, evaluateForecasts(pairs)] as const;
    }),
  );
  return { horizon, season, evaluations, forecasts, comparison: compareMethods(evaluations, YARDSTICK) };
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
