import { InputError } from '@reprise/core/errors';
import { describeEngine, startEngine } from '@reprise/engine';
import type { BaselineName } from './baselines/registry.ts';
import { evaluate, type MethodEvaluations } from './evaluate.ts';
import type { Origin } from './model/window.ts';
import { rollingOrigins } from './rollingOrigins.ts';
import { describeSample, sampleOrigins, SCORED } from './sampleOrigins.ts';
import { checkUnseen } from './seen.ts';
import type { DataSet, Series } from './series.ts';
import { joinValues, type Values } from './values.ts';
import { loadForecaster } from './zeroShot/loadForecaster.ts';

export interface EvaluateModelOptions {
  /** its folder */
  readonly model: string;
  readonly data: DataSet<Values>;
  /** What came behind each series of the data; without it their own ends are forecast. */
  readonly actual?: DataSet<Values> | undefined;
  /** forecasts of the end of each series */
  readonly windows: number;
  /** steps between them, by default a horizon */
  readonly stride?: number | undefined;
  /** steps ahead, by default those of the model */
  readonly horizon?: number | undefined;
  /** steps after which series repeat, for a model that serves any; by default that of their frequency */
  readonly season?: number | undefined;
  /** how many values before each origin are known to all methods, by default all */
  readonly history?: number | undefined;
  readonly paths?: number | undefined;
  readonly baselines?: readonly BaselineName[] | undefined;
  readonly tell: (line: string) => void;
}

/** The scores, and what they are of. */
export interface ModelEvaluation {
  readonly result: MethodEvaluations;
  /** whole series */
  readonly data: DataSet<Values>;
  readonly origins: readonly Origin[];
}

/**
 * Scores a model on values that it never saw.
 * @throws InputError when it did see them, or the data has none to score
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<ModelEvaluation> {
  const { model, actual, windows, stride, paths, baselines, season, history, tell } = options;
  const { frequency } = options.data;
  const forecaster = await loadForecaster(model, { frequency, season, horizon: options.horizon });
  try {
    tell(describeEngine(await startEngine()));
    const { horizon = forecaster.architecture.horizon } = options;
    const data = actual ? joined(options.data, actual) : options.data;
    const all = actual ? behind(options.data) : rollingOrigins(data, { horizon, windows, stride });
    checkUnseen(forecaster.seen, data, all);
    const origins = sampleOrigins(data, all, SCORED);
    for (const line of describeSample(origins.length, all.length)) tell(line);
    const result = await evaluate(forecaster, data, origins, { horizon, paths, baselines, history });
    return { result, data, origins };
  } finally {
    forecaster.dispose();
  }
}

/** Each series with what came behind it. */
function joined(data: DataSet<Values>, actual: DataSet<Values>): DataSet<Values> {
  const came = new Map(actual.series.map(({ id, values }) => [id, values]));
  const series = data.series.map((one): Series<Values> => {
    const more = came.get(one.id);
    if (!more) throw new InputError(`--actual: expected values of series '${one.id}', found none.`);
    return { ...one, values: joinValues(one.values, more) };
  });
  return { ...data, series };
}

function behind({ series }: DataSet<Values>): Origin[] {
  return series.map(({ values }, index) => ({ series: index, at: values.length }));
}
