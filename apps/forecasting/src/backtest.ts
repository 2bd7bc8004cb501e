import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import type { BaselineName } from './baselines/registry.ts';
import { seasonLength } from './data/frequency.ts';
import { compareWithBaselines, type MethodEvaluations } from './evaluate.ts';
import type { Origin } from './model/window.ts';
import { load } from './modelFolder.ts';
import { describeSample, sampleOrigins, SCORED } from './sampleOrigins.ts';
import type { Forecast } from './series.ts';
import { shorten } from './split.ts';
import { train, type TrainOptions } from './train.ts';

export interface BacktestOptions extends Omit<TrainOptions, 'testSteps'> {
  /** from how many origins is forecast */
  readonly windows: number;
  /** steps between origins, by default a horizon */
  readonly stride?: number | undefined;
  /** Trains a model for each origin, on all that lies before it; else one for all, on what lies before the first. */
  readonly refit: boolean;
  readonly baselines?: readonly BaselineName[] | undefined;
}

/**
 * What the settings are worth on the past of the data: forecasts from rolling origins (Tashman 2000), each by a model that
 * saw nothing at or behind its origin. Models go to folders in `out`, so that it can be resumed.
 * @returns undefined where the training was cut off
 * @throws InputError for data, settings or a folder that cannot be used, and for more windows than the data has
 */
export async function backtest(options: BacktestOptions): Promise<MethodEvaluations | undefined> {
  const { data, horizon, windows, stride = horizon, refit, baselines, out, tell = () => undefined } = options;
  const season = options.season ?? seasonLength(data.frequency);
  const behind = Array.from({ length: windows }, (_, window) => horizon + window * stride).reverse();
  const first = behind[0] as number;
  const long = data.series.flatMap(({ values }, series) =>
    values.length > first ? [{ series, at: values.length - first }] : [],
  );
  if (long.length === 0) {
    const longest = data.series.reduce((most, { values }) => Math.max(most, values.length), 0);
    throw new InputError(
      `backtest: ${windows} windows of ${horizon} steps need series of more than ${first} values, got at most ${longest}. ` +
        'Ask for fewer --windows, a shorter --horizon or a shorter --stride.',
    );
  }
  if (long.length < data.series.length)
    tell(`left out: ${data.series.length - long.length} series that end before the first window`);
  const tested = sampleOrigins(data, long, SCORED, windows);
  for (const line of describeSample(tested.length * windows, long.length * windows)) tell(line);

  const origins: Origin[] = [];
  const forecasts: Forecast[] = [];
  for (const [window, steps] of behind.entries()) {
    const folder = join(out, refit ? `window${window + 1}` : 'window1');
    if (window === 0 || refit) {
      const known = { ...data, series: data.series.map((series) => shorten(series, steps)) };
      tell(`window ${window + 1} of ${windows}`);
      // A folder that is there holds this very training, whole or in part.
      const { stopped } = await train({ ...options, data: known, out: folder, testSteps: 0 });
      if (stopped === 'aborted' || stopped === 'time') return undefined;
    }
    const here = tested.map(({ series }) => ({
      series,
      at: (data.series[series]?.values.length as number) - steps,
    }));
    const forecaster = await load(folder);
    try {
      forecasts.push(...(await forecaster.forecast(data, { origins: here })));
    } finally {
      forecaster.dispose();
    }
    origins.push(...here);
  }
  return compareWithBaselines(forecasts, data, origins, { horizon, season, baselines });
}
