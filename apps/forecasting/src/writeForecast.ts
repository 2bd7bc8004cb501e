import { extname } from 'node:path';
import { pictureFormat, writePicture } from '@reprise/app/pictures';
import { writeWhole } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';
import type { LoadedDataSet } from './data/loadDataSet.ts';
import { MODEL, YARDSTICK, type MethodEvaluations } from './evaluate.ts';
import type { ForecastRun } from './forecast.ts';
import { compareMethods, type Comparison } from './metrics/comparison.ts';
import { fanChart, fanCharts } from './report/fanChart.ts';
import { forecastsToCsv, forecastsToJson, forecastsToJsonLines } from './report/forecastTables.ts';
import { reportPage } from './report/reportPage.ts';
import type { Series } from './series.ts';
import type { Values } from './values.ts';

/** Where a forecast is to be written. */
export interface ForecastFiles {
  /** .csv, .json or .jsonl; without it CSV goes to stdout */
  readonly out?: string | undefined;
  /** .svg or .png */
  readonly chart?: string | undefined;
  /** .html */
  readonly report?: string | undefined;
}

const TABLES = { '.csv': forecastsToCsv, '.json': forecastsToJson, '.jsonl': forecastsToJsonLines } as const;

/** Before any work is done. @throws InputError for an extension that is not known */
export function checkForecastFiles({ out, chart, report }: ForecastFiles): void {
  if (out !== undefined && !(extname(out) in TABLES))
    throw new InputError(`--out: expected a file ending in .csv, .json or .jsonl, got '${out}'.`);
  if (chart !== undefined) pictureFormat(chart);
  if (report !== undefined && extname(report) !== '.html')
    throw new InputError(`--report: expected a file ending in .html, got '${report}'.`);
}

/** @throws InputError when a file cannot be written */
export async function writeForecast(
  run: ForecastRun,
  data: LoadedDataSet<Values>,
  { out, chart, report }: ForecastFiles,
  { command, date }: { readonly command: string; readonly date: string },
): Promise<void> {
  const { forecasts } = run;
  if (out !== undefined) await writeWhole(out, TABLES[extname(out) as keyof typeof TABLES](forecasts, data));
  const fans = forecasts.map((forecast, index) => ({
    series: data.series[index] as Series<Values>,
    forecast,
  }));
  const panels = fans.map((fan) => ({ ...fan, calendar: data }));
  if (chart !== undefined) {
    const [first, ...others] = panels;
    const { name } = run.method;
    if (first)
      await writePicture(
        chart,
        await (others.length === 0 ? fanChart({ ...first, name }) : fanCharts(panels, { name })),
      );
  }
  if (report !== undefined) {
    const page = await reportPage({
      title: `${data.series.length === 1 ? (data.series[0] as Series<Values>).id : `${data.series.length} series`}: ${run.horizon} steps ahead`,
      data: {
        ...data,
        remarks: [...data.warnings, ...run.remarks],
        horizon: run.horizon,
        season: run.season,
      },
      method: run.method,
      forecasts: fans,
      ...(out === undefined ? {} : { forecastFile: out }),
      ...(run.evaluation
        ? {
            backtest: {
              comparison: renamed(run.evaluation, run.method.name),
              method: run.method.name,
              description: `the last ${run.horizon} values of each series, which the training never saw`,
            },
          }
        : {}),
      settings: { ...run.settings },
      origin: { command, date, versions: { node: process.versions.node } },
    });
    await writeWhole(report, page);
  }
}

/** The comparison with the model under the name of its kind. */
function renamed({ evaluations }: MethodEvaluations, name: string): Comparison {
  const named = [...evaluations].map(
    ([method, scores]) => [method === MODEL ? name : method, scores] as const,
  );
  return compareMethods(new Map(named), YARDSTICK);
}
