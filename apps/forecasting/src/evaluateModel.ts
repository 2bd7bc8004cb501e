import { InputError } from '@reprise/core/errors';
import { describeEngine, startEngine } from '@reprise/engine';
import type { BaselineName } from './baselines/registry.ts';
import { evaluate, type MethodEvaluations } from './evaluate.ts';
import type { Origin } from './model/window.ts';
import { load } from './modelFolder.ts';
import { checkUnseen } from './seen.ts';
import type { DataSet, Series } from './series.ts';

export interface EvaluateModelOptions {
  /** its folder */
  readonly model: string;
  readonly data: DataSet;
  /** What came behind each series of the data; without it their own ends are forecast. */
  readonly actual?: DataSet | undefined;
  /** horizons at the end of each series that are forecast */
  readonly windows: number;
  readonly paths?: number | undefined;
  readonly baselines?: readonly BaselineName[] | undefined;
  readonly tell: (line: string) => void;
}

/**
 * Scores a model on values that it never saw.
 * @throws InputError when it did see them, or the data has none to score
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<MethodEvaluations> {
  const { model, actual, windows, paths, baselines, tell } = options;
  const forecaster = await load(model);
  try {
    tell(describeEngine(await startEngine()));
    const { horizon } = forecaster.architecture;
    const data = actual ? joined(options.data, actual) : options.data;
    const origins = actual ? behind(options.data) : atEnds(data, horizon, windows);
    checkUnseen(forecaster.seen, data, origins);
    return await evaluate(forecaster, data, origins, { paths, baselines });
  } finally {
    forecaster.dispose();
  }
}

/** Each series with what came behind it. */
function joined(data: DataSet, actual: DataSet): DataSet {
  const came = new Map(actual.series.map(({ id, values }) => [id, values]));
  const series = data.series.map((one): Series => {
    const more = came.get(one.id);
    if (!more) throw new InputError(`--actual: expected values of series '${one.id}', found none.`);
    return { ...one, values: Float64Array.from([...one.values, ...more]) };
  });
  return { ...data, series };
}

function behind({ series }: DataSet): Origin[] {
  return series.map(({ values }, index) => ({ series: index, at: values.length }));
}

function atEnds({ series }: DataSet, horizon: number, windows: number): Origin[] {
  const origins = series.flatMap(({ values }, index) =>
    Array.from({ length: windows }, (_, window) => ({
      series: index,
      at: values.length - (windows - window) * horizon,
    })).filter(({ at }) => at > 0),
  );
  if (origins.length > 0) return origins;
  throw new InputError(`evaluate: no series is longer than the ${horizon} values that would be forecast.`);
}
