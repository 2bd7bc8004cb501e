import { checkFolder, describeTraining, indent, writeModelFile, type RunOptions } from '@reprise/app';
import { InputError, type FitResult, type StopReason, type Weights } from '@reprise/core';
import { countParams, describeEngine, disposeParams, startEngine } from '@reprise/engine';
import type { BaselineName } from './baselines/registry.ts';
import { fitCalibration } from './calibration/fitCalibration.ts';
import { calibrationWarnings, type Calibration } from './calibration/calibration.ts';
import { seasonLength } from './data/frequency.ts';
import type { LoadedDataSet } from './data/loadDataSet.ts';
import { describeMethods, evaluate, MODEL, type MethodEvaluations } from './evaluate.ts';
import { pairsOf } from './metrics/forecastPair.ts';
import { architectureOf } from './model/architecture.ts';
import { makeForecaster, type Forecaster } from './model/forecaster.ts';
import type { Network } from './model/network.ts';
import { load, writeModel } from './modelFolder.ts';
import { CALIBRATED, describeSample, sampleOrigins, SCORED } from './sampleOrigins.ts';
import type { Settings } from './settings.ts';
import { seenOf } from './seen.ts';
import { splitByTime, type Split, type SplitOptions } from './split.ts';
import { trainNetwork } from './trainNetwork.ts';
import type { Values } from './values.ts';

export interface TrainOptions extends RunOptions, SplitOptions {
  readonly data: LoadedDataSet<Values>;
  readonly settings: Settings;
  /** steps after which the series repeat themselves; by default that of their frequency */
  readonly season?: number | undefined;
  /** what the test compares with, by default all of them */
  readonly baselines?: readonly BaselineName[] | undefined;
}

export interface TrainResult {
  readonly stopped: StopReason;
  /** of each network of the ensemble that is done */
  readonly results: readonly FitResult[];
  /** undefined where the training was cut off, or nothing was kept for a test */
  readonly evaluation?: MethodEvaluations | undefined;
}

/**
 * Trains a model and writes it to a folder; killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for data, settings or a folder that cannot be used
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { data, settings, out, horizon, seed = 1, resume = false, tell = () => undefined } = options;
  if (!Number.isSafeInteger(horizon) || horizon < 1)
    throw new InputError(`train: expected a horizon of at least 1 step, got ${horizon}.`);
  await checkFolder(out, { resume });
  tell(describeEngine(await startEngine()));
  const split = splitByTime(data, options);
  tell(describeSplit(data, split));
  for (const line of describeUnread(data, settings)) tell(line);
  const season = options.season ?? seasonLength(data.frequency);
  const architecture = architectureOf(settings, split.train, { horizon, season });
  const networks: Network[] = [];
  const results: FitResult[] = [];
  try {
    for (let member = 0; member < settings.members; member++) {
      if (settings.members > 1) tell(`network ${member + 1} of ${settings.members}`);
      const { network, result } = await trainNetwork({ ...options, seed, member, architecture, split });
      results.push(result);
      if (!network) {
        tell(`stopped after step ${result.steps}; --resume goes on from there`);
        return { stopped: result.stopped, results };
      }
      networks.push(network);
    }
    const forecaster = makeForecaster({ architecture, settings, networks });
    const calibration = settings.calibration ? await calibrate(forecaster, split, tell) : undefined;
    const weights = results.map((result): Weights => result.weights);
    await writeModel(out, { architecture, settings, calibration, seen: seenOf(split.valid.data), weights });
    const evaluation = await evaluateFolder(options, split, tell);
    const card = describeModel({ options, split, results, evaluation, networks });
    await writeModelFile(out, 'README.md', card);
    return { stopped: (results.at(-1) as FitResult).stopped, results, evaluation };
  } finally {
    for (const { params } of networks) disposeParams(params);
  }
}

/** Intervals that held on the validation. Undefined where there is none. */
async function calibrate(
  forecaster: Forecaster,
  { valid: { data, origins: all } }: Split,
  tell: (line: string) => void,
): Promise<Calibration | undefined> {
  if (all.length === 0) return undefined;
  const origins = sampleOrigins(data, all, CALIBRATED);
  const { horizon, season } = forecaster.architecture;
  const forecasts = await forecaster.forecast(data, { origins });
  const calibration = fitCalibration(pairsOf(forecasts, data, origins, { horizon, season }));
  for (const warning of calibrationWarnings(calibration)) tell(warning);
  return calibration;
}

/** Scores what was written: the numbers in the card are those of the files. */
async function evaluateFolder(
  { out, baselines }: Pick<TrainOptions, 'out' | 'baselines'>,
  { test }: Split,
  tell: (line: string) => void,
): Promise<MethodEvaluations | undefined> {
  if (test.origins.length === 0) return undefined;
  const origins = sampleOrigins(test.data, test.origins, SCORED);
  for (const line of describeSample(origins.length, test.origins.length)) tell(line);
  const forecaster = await load(out);
  try {
    const evaluation = await evaluate(forecaster, test.data, origins, { baselines });
    tell(describeMethods(evaluation));
    return evaluation;
  } finally {
    forecaster.dispose();
  }
}

function describeUnread({ series }: LoadedDataSet<Values>, { model }: Settings): string[] {
  const past = [...(series[0]?.covariates?.past.keys() ?? [])];
  if (model !== 'deepar' || past.length === 0) return [];
  return [
    `not read: ${past.join(', ')}; deepar draws each value in turn and would need them ahead (mqrnn reads past columns)`,
  ];
}

function describeSplit(data: LoadedDataSet<Values>, { valid, test, tooShort }: Split): string {
  return [
    data.summary,
    ...data.warnings,
    ...(tooShort > 0 ? [`left out of the training: ${tooShort} series that are too short`] : []),
    `kept from the training: ${valid.origins.length} windows for validation, ${test.origins.length} for the test behind them`,
  ].join('\n');
}

interface CardFacts {
  readonly options: TrainOptions;
  readonly split: Split;
  readonly results: readonly FitResult[];
  readonly evaluation: MethodEvaluations | undefined;
  readonly networks: readonly Network[];
}

/** The README.md of a model (a model card, Mitchell et al. 2019). */
function describeModel({ options, split, results, evaluation, networks }: CardFacts): string {
  const { data, settings, horizon, command = 'train()' } = options;
  const scored = evaluation?.forecasts.get(MODEL)?.length ?? 0;
  const sampled = describeSample(scored, split.test.origins.length).map((line) => `; ${line}`);
  const size = networks.reduce((sum, { params }) => sum + countParams(params), 0);
  return `# A forecasting model

${settings.model === 'deepar' ? 'DeepAR' : 'MQ-RNN'}, made by Reprise: ${horizon} steps ahead, with intervals.

## Data

${indent(describeSplit(data, split))}

The licence of the data holds for what comes of it.

## Size

${size.toLocaleString('en')} parameters in ${networks.length === 1 ? 'one network' : `${networks.length} networks`}, in float16 in the file.

## Scores

${evaluation ? `Of this file, on the last ${horizon} values of each series, which the training never saw${sampled.join('')}:\n\n${indent(describeMethods(evaluation))}` : 'No steps were kept for a test.'}

## Training

${results.map((result) => describeTraining({ command, result, unit: 'values ahead' })).join('\n\n')}
`;
}
