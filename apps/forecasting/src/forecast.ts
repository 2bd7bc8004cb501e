import { describeEngine, startEngine } from '@reprise/engine';
import { InputError } from '@reprise/core/errors';
import type { BaselineName } from './baselines/registry.ts';
import { seasonLength } from './data/frequency.ts';
import type { LoadedDataSet } from './data/loadDataSet.ts';
import { baselineForecasts, type MethodEvaluations } from './evaluate.ts';
import { freshModel, type FreshModelOptions } from './freshModel.ts';
import type { ForecastOptions } from './model/forecaster.ts';
import type { Origin } from './model/window.ts';
import type { DataSet, Forecast } from './series.ts';
import type { Settings } from './settings.ts';
import { hasKnown, type Values } from './values.ts';
import { loadForecaster } from './zeroShot/loadForecaster.ts';
import { loadZeroShot, shippedModel } from './zeroShot/zeroShotModel.ts';
import { LONGEST_HORIZON } from './zeroShot/zeroShotShape.ts';

export interface ForecastRunOptions
  extends Omit<FreshModelOptions, 'horizon'>, Pick<ForecastOptions, 'levels' | 'paths'> {
  /** a model's folder; without it a small one is trained on the data */
  readonly model?: string | undefined;
  /** steps ahead; by default those of the model */
  readonly horizon?: number | undefined;
}

/** Forecasts behind the ends of series, and all that a report says of them. */
export interface ForecastRun {
  readonly forecasts: readonly Forecast[];
  readonly horizon: number;
  readonly season: number;
  /** what made them */
  readonly method: { readonly name: string; readonly description: string };
  /** undefined where a baseline made them */
  readonly settings: Settings | undefined;
  /** what should be known of how they came about, a sentence each */
  readonly remarks: readonly string[];
  readonly evaluation: MethodEvaluations | undefined;
}

/** What forecasts where there is too little to learn from and too far to see for the shipped model. */
const FALLBACK: BaselineName = 'theta';

/**
 * Forecasts behind the end of each series, by a model that is there or by one made for the purpose.
 * @returns undefined where its training was interrupted
 * @throws InputError for data, options or a model that cannot be used
 */
export async function forecast(options: ForecastRunOptions): Promise<ForecastRun | undefined> {
  const { data, model, levels, paths, seed, signal, tell = () => undefined } = options;
  refuseEmpty(data);
  const predict = { levels, paths, seed, signal };
  if (model !== undefined) {
    const asked = { frequency: data.frequency, horizon: options.horizon, season: options.season };
    const forecaster = await loadForecaster(model, asked);
    try {
      tell(describeEngine(await startEngine()));
      const { season, horizon: trained } = forecaster.architecture;
      const { horizon = trained } = options;
      const forecasts = await forecaster.forecast(data, { ...predict, horizon });
      const { settings } = forecaster;
      return {
        forecasts,
        horizon,
        season,
        method: methodOf(settings),
        settings,
        remarks: [],
        evaluation: undefined,
      };
    } finally {
      forecaster.dispose();
    }
  }
  const { horizon, season = seasonLength(data.frequency) } = options;
  if (horizon === undefined)
    throw new InputError('forecast: expected --horizon, how many steps ahead, or --model.');
  const fresh = await freshModel({ ...options, horizon, season });
  if (fresh === undefined) return undefined;
  if (fresh === 'tooShort') {
    if (horizon > LONGEST_HORIZON) return fallBack(data, { horizon, season, levels, tell });
    return zeroShotForecast(data, { ...predict, horizon, season, tell });
  }
  const { forecaster, evaluation } = fresh;
  try {
    const forecasts = await forecaster.forecast(data, predict);
    const { settings } = forecaster;
    const remarks = evaluation ? [] : [`The series are too short to test forecasts of ${horizon} steps.`];
    return { forecasts, horizon, season, method: methodOf(settings), settings, remarks, evaluation };
  } finally {
    forecaster.dispose();
  }
}

interface UnlearnedOptions extends Pick<ForecastOptions, 'levels' | 'signal'> {
  readonly horizon: number;
  readonly season: number;
  readonly tell: (line: string) => void;
}

/** By the model that ships. */
async function zeroShotForecast(
  data: LoadedDataSet<Values>,
  { horizon, season, tell, ...predict }: UnlearnedOptions,
): Promise<ForecastRun> {
  const remark = `The series are too short to learn forecasts of ${horizon} steps from: these are by a model that was trained on generated series (zero-shot).`;
  tell(remark);
  const forecaster = await loadZeroShot(shippedModel(), { frequency: data.frequency, horizon, season });
  try {
    const forecasts = await forecaster.forecast(data, predict);
    const { settings } = forecaster;
    const method = methodOf(settings);
    return { forecasts, horizon, season, method, settings, remarks: [remark], evaluation: undefined };
  } finally {
    forecaster.dispose();
  }
}

function fallBack(data: LoadedDataSet<Values>, options: UnlearnedOptions): ForecastRun {
  const { horizon, season, levels, tell } = options;
  const remark = `The series are too short for a network to learn forecasts of ${horizon} steps: these are by the Theta method.`;
  tell(remark);
  const ends = data.series.map(({ values }, series): Origin => ({ series, at: values.length }));
  return {
    forecasts: baselineForecasts(FALLBACK, data, ends, { horizon, season }, levels),
    horizon,
    season,
    method: { name: 'Theta', description: 'A line and exponential smoothing, half of each.' },
    settings: undefined,
    remarks: [remark],
    evaluation: undefined,
  };
}

function methodOf({ model, cell, members }: Settings): { name: string; description: string } {
  const networks = members === 1 ? 'One network' : `${members} networks`;
  switch (model) {
    case 'deepar':
      return {
        name: 'DeepAR',
        description: `${networks} (${cell}) that draw many futures, value after value (Salinas et al. 2020).`,
      };
    case 'mqrnn':
      return {
        name: 'MQ-RNN',
        description: `${networks} (${cell}) that say the quantiles of all steps at once (Wen et al. 2017).`,
      };
    case 'zeroShot':
      return {
        name: 'Zero-shot RNN',
        description: `${networks} (${cell}) that learned from generated series alone to say the quantiles of any.`,
      };
  }
}

function refuseEmpty({ series }: DataSet<Values>): void {
  for (const { id, values } of series) {
    if (!hasKnown(values, 1)) {
      throw new InputError(
        `forecast: expected series '${id}' to have values, got ${values.length === 0 ? 'none' : 'missing ones only'}. Leave it out.`,
      );
    }
  }
}
