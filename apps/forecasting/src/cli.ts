import {
  collect,
  describeCommand,
  EXIT,
  fitOptionsOf,
  interruptSignal,
  makeCommand,
  nameList,
  quantileLevels,
  runCommand,
  tell,
  wholeNumber,
  withFitFlags,
  type Command,
  type FitFlags,
} from '@reprise/app/commandLine';
import type { MethodEvaluations } from './evaluate.ts';
import type { DataSet } from './series.ts';
import { readOptionsOf, withReadFlags, type ReadFlags } from './readFlags.ts';
import type { Values } from './values.ts';

// The application is only imported when a command runs: help and usage errors answer at once.

interface SettingsFlags {
  config: string;
  set?: string[];
  seed: number;
}

interface RunFlags extends ReadFlags, SettingsFlags, FitFlags {
  horizon: number;
  season?: number;
  holidays?: string;
  baselines?: string[];
  validSteps?: number;
}

interface TrainFlags extends RunFlags {
  testSteps?: number;
}

const train = withRunFlags(makeCommand('train', 'Train a model on series, and test it on their ends.'))
  .option('--test-steps <n>', 'steps at the end of each series kept for the test', wholeNumber(0))
  .action(async (flags: TrainFlags) => {
    const options = await runOptionsOf(flags);
    const { train: run } = await import('./train.ts');
    const { stopped } = await run({ ...options, testSteps: flags.testSteps });
    if (stopped === 'aborted') process.exitCode = EXIT.interrupted;
    else if (stopped !== 'time') tell(`written to ${flags.out}`);
  });

const pretrain = withFitFlags(
  withSettingsFlags(
    makeCommand('pretrain', 'Train a model on generated series, for series too short to learn from.'),
    'zeroShot',
  ),
).action(async (flags: SettingsFlags & FitFlags) => {
  const { readSettings } = await import('./config.ts');
  const settings = await readSettings(flags.config, flags.set ?? []);
  const { pretrain: run } = await import('./zeroShot/pretrain.ts');
  const { stopped } = await run({ ...fitOptionsOf('forecasting', flags), seed: flags.seed, settings });
  if (stopped === 'aborted') process.exitCode = EXIT.interrupted;
  else if (stopped !== 'time') tell(`written to ${flags.out}`);
});

interface BacktestFlags extends RunFlags {
  windows: number;
  stride?: number;
  refit?: boolean;
  json?: boolean;
}

const backtest = withRunFlags(
  makeCommand('backtest', 'Measure settings on the past: forecasts from rolling origins, beside baselines.'),
)
  .option('--windows <n>', 'origins to forecast from', wholeNumber(1), 3)
  .option('--stride <n>', 'steps between origins (default: the horizon)', wholeNumber(1))
  .option('--refit', 'train anew for each origin, on all before it')
  .option('--json', 'the result as JSON')
  .action(async (flags: BacktestFlags) => {
    const options = await runOptionsOf(flags);
    const { backtest: run } = await import('./backtest.ts');
    const { windows, stride, refit = false } = flags;
    const result = await run({ ...options, windows, stride, refit });
    if (result) await printMethods(result, flags);
    else process.exitCode = EXIT.interrupted;
  });

interface EvaluateFlags extends ReadFlags {
  model: string;
  actual?: string;
  windows: number;
  stride?: number;
  horizon?: number;
  season?: number;
  history?: number;
  paths?: number;
  baselines?: string[];
  chart?: string;
  perSeries?: boolean;
  json?: boolean;
}

const evaluate = withReadFlags(
  makeCommand('evaluate', 'Score a model on the ends of series, or on what came behind them.'),
)
  .requiredOption('--model <folder>', 'the model')
  .option('--actual <file>', 'what came behind the data, in the same form: scored instead of the ends')
  .option('--windows <n>', 'forecasts of the end of each series', wholeNumber(1), 1)
  .option('--stride <n>', 'steps between them (default: the horizon)', wholeNumber(1))
  .option('--horizon <n>', 'steps ahead (default: those of the model)', wholeNumber(1))
  .option('--season <n>', 'for a zero-shot model: steps after which series repeat', wholeNumber(1))
  .option('--history <n>', 'values before each forecast that all methods are given', wholeNumber(1))
  .option('--paths <n>', 'futures drawn by models that draw them', wholeNumber(2))
  .option('--baselines <names>', 'which to compare with (default: all)', nameList)
  .option('--chart <file>', 'forecasts beside what came, as .svg or .png')
  .option('--per-series', 'also a table of the series, the worst first')
  .option('--json', 'the result as JSON')
  .action(async (flags: EvaluateFlags) => {
    const { chooseBaselines } = await import('./baselines/chooseBaselines.ts');
    const baselines = chooseBaselines(flags.baselines);
    const { chart } = flags;
    if (chart !== undefined) (await import('@reprise/app/pictures')).pictureFormat(chart);
    const data = await readData(flags);
    const { evaluateModel } = await import('./evaluateModel.ts');
    const actual =
      flags.actual === undefined ? undefined : await readData({ ...flags, data: [flags.actual] });
    const { model, windows, stride, horizon, season, history, paths } = flags;
    const asked = { model, windows, stride, horizon, season, history, paths };
    const evaluated = await evaluateModel({ ...asked, data, actual, baselines, tell });
    if (chart !== undefined) {
      const { writeEvaluationChart } = await import('./writeEvaluationChart.ts');
      await writeEvaluationChart(chart, evaluated.result, evaluated.data, evaluated.origins);
    }
    await printMethods(evaluated.result, flags);
  });

interface ForecastFlags extends ReadFlags, SettingsFlags {
  model?: string;
  horizon?: number;
  season?: number;
  holidays?: string;
  levels?: number[];
  paths?: number;
  out?: string;
  chart?: string;
  report?: string;
}

const forecast = withSettingsFlags(
  withReadFlags(
    makeCommand(
      'forecast',
      'Forecast what comes behind series; without a model, by a small one trained at once.',
    ),
  ),
)
  .option('--model <folder>', 'a trained model')
  .option('--horizon <n>', 'steps ahead (default: those of the model)', wholeNumber(1))
  .option('--season <n>', 'without a model of their data: steps after which series repeat', wholeNumber(1))
  .option('--holidays <place>', 'without a model: holidays are an input, as DE or DE-BY')
  .option('--levels <q,...>', 'quantiles, as 0.1,0.5,0.9', quantileLevels)
  .option('--paths <n>', 'futures drawn by models that draw them', wholeNumber(2))
  .option('--out <file>', 'the numbers, as .csv, .json or .jsonl (default: CSV on stdout)')
  .option('--chart <file>', 'a chart, as .svg or .png')
  .option('--report <file>', 'a page with charts, tables and the test on the past, as .html')
  .action(async (flags: ForecastFlags) => {
    const { model, horizon, season, levels, paths, seed, out, chart, report } = flags;
    const { checkForecastFiles, writeForecast } = await import('./writeForecast.ts');
    checkForecastFiles({ out, chart, report });
    const { readSettings } = await import('./config.ts');
    const settings = await readSettings(flags.config, flags.set ?? []);
    const data = await holidaysIn(await readData(flags), flags.holidays, horizon ?? 0);
    const { forecast: run } = await import('./forecast.ts');
    const signal = interruptSignal(() => {
      tell('\nending');
    });
    const command = describeCommand('forecasting', process.argv.slice(2));
    const asked = { model, horizon, season, levels, paths };
    const result = await run({ ...asked, data, settings, seed, signal, command, tell });
    if (!result) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    const date = new Date().toISOString().slice(0, 10);
    await writeForecast(result, data, { out, chart, report }, { command, date });
    if (out === undefined) {
      const { forecastsToCsv } = await import('./report/forecastTables.ts');
      process.stdout.write(forecastsToCsv(result.forecasts, data));
    }
  });

const program = makeCommand('forecasting', 'Probabilistic forecasts of time series by recurrent networks.');
for (const command of [train, evaluate, forecast, backtest, pretrain]) program.addCommand(command);
await runCommand(program, process.argv.slice(2));

function withSettingsFlags(command: Command, preset = 'small'): Command {
  return command
    .option(
      '--config <preset|file>',
      'settings: tiny, small, deepar, m4Hourly, ett, zeroShot, or a JSON file',
      preset,
    )
    .option('--set <key=value>', 'replace a setting; may be repeated', collect)
    .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1);
}

function withRunFlags(command: Command): Command {
  return withFitFlags(withSettingsFlags(withReadFlags(command)))
    .requiredOption('--horizon <n>', 'steps ahead', wholeNumber(1))
    .option('--season <n>', 'steps after which series repeat (default: by frequency)', wholeNumber(1))
    .option('--holidays <place>', 'the holidays of a country or its part are an input, as DE or DE-BY')
    .option('--baselines <names>', 'which to compare with (default: all)', nameList)
    .option('--valid-steps <n>', 'steps before the test kept for the validation', wholeNumber(0));
}

async function runOptionsOf(flags: RunFlags) {
  const { horizon, season, validSteps, seed } = flags;
  const { chooseBaselines } = await import('./baselines/chooseBaselines.ts');
  const baselines = chooseBaselines(flags.baselines);
  const { readSettings } = await import('./config.ts');
  const settings = await readSettings(flags.config, flags.set ?? []);
  const read = await readData(flags);
  const data = await holidaysIn(read, flags.holidays, horizon);
  return {
    ...fitOptionsOf('forecasting', flags),
    seed,
    data,
    settings,
    horizon,
    season,
    validSteps,
    baselines,
  };
}

async function holidaysIn<D extends DataSet<Values>>(
  data: D,
  place: string | undefined,
  ahead: number,
): Promise<D> {
  if (place === undefined) return data;
  const { withHolidays } = await import('./data/withHolidays.ts');
  return withHolidays(data, place, ahead);
}

async function readData(flags: ReadFlags) {
  const { openDataSet } = await import('./data/openDataSet.ts');
  // What it holds goes with the program.
  return openDataSet(readOptionsOf(flags), { tell });
}

async function printMethods(
  result: MethodEvaluations,
  { json = false, perSeries = false }: Pick<EvaluateFlags, 'json' | 'perSeries'>,
): Promise<void> {
  const { describeMethods, methodsAsJson, MODEL } = await import('./evaluate.ts');
  if (json) {
    process.stdout.write(`${JSON.stringify(methodsAsJson(result), null, 2)}\n`);
    return;
  }
  process.stdout.write(`${describeMethods(result)}\n`);
  const scores = result.evaluations.get(MODEL);
  if (perSeries && scores) {
    const { describeSeries } = await import('./metrics/evaluationTables.ts');
    process.stdout.write(`\n${describeSeries(scores)}\n`);
  }
}
