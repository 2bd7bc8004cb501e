import { momentAt } from '../data/calendar.ts';
import { formatFrequency } from '../data/frequency.ts';
import { formatMoment } from '../data/moment.ts';
import { markup, trusted, type Markup } from './markup.ts';
import type { BacktestFacts, DataFacts, ReportedForecast, ReportFacts } from './reportFacts.ts';
import { drawFigures, type ReportFigures } from './reportFigures.ts';
import { reportStyle } from './reportStyle.ts';
import { comparisonTable, coverageTable, factsTable, forecastTable } from './reportTables.ts';
import { methodName } from './methodName.ts';
import { describeBacktest } from './verdict.ts';

export interface ReportOptions {
  /** series that are drawn; default 12 */
  readonly pictures?: number;
  /** rows in the tables of forecasts; default 2000 */
  readonly rows?: number;
}

/**
 * A report on a forecast as one HTML file that needs no other and no script: pictures, the verdict of the backtest,
 * tables, and how it was made. The same facts give the same bytes.
 *
 * @throws RangeError without a forecast, and where the facts do not fit each other
 */
export async function reportPage(facts: ReportFacts, options: ReportOptions = {}): Promise<string> {
  const { pictures = 12, rows = 2000 } = options;
  if (facts.forecasts.length === 0) throw new RangeError('reportPage: expected a forecast or more, got none');
  const { title, backtest, data } = facts;
  const verdict = backtest === undefined ? [] : describeBacktest(backtest.comparison, backtest.method);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${title}</title>
<style>${trusted(reportStyle())}</style>
</head>
<body>
<h1>${title}</h1>
<p class="lead">${verdict[0] ?? `How good forecasts by ${facts.method.name} are on this data was not tried out.`}</p>
${summarySection(facts)}
${data.remarks.length === 0 ? '' : markup`<ul>${data.remarks.map((remark) => markup`<li>${remark}</li>`)}</ul>`}
${figureSection(facts, await drawFigures(facts, pictures))}
${backtest === undefined ? '' : backtestSection(backtest, verdict)}
${numbersSection(facts, rows)}
${settingsSection(facts)}
${originSection(facts)}
</body>
</html>
`;
  return page.markup;
}

function summarySection({ data, method, forecasts }: ReportFacts): Markup {
  return factsTable({
    Data: data.summary,
    Ahead: aheadOf(data, forecasts),
    Season: data.season === 1 ? 'none' : `${data.season} steps`,
    Method: `${method.name}. ${method.description}`,
  });
}

/** How far the forecasts go: `28 steps of a day, from 2024-01-01 to 2024-01-28`. */
function aheadOf(data: DataFacts, forecasts: readonly ReportedForecast[]): string {
  const { horizon, frequency } = data;
  const starts = forecasts.flatMap(({ forecast }) => forecast.start ?? []);
  const steps = horizon === 1 ? '1 step' : `${horizon} steps`;
  if (starts.length === 0) return steps;
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const to = formatMoment(data, momentAt(frequency, last, horizon - 1));
  const ends = first === last ? '' : ', as the series end at different times';
  return `${steps}, one every ${formatFrequency(frequency)}, from ${formatMoment(data, first)} to ${to}${ends}`;
}

function figureSection({ forecasts, forecastFile }: ReportFacts, { legend, panels }: ReportFigures): Markup {
  const left = forecasts.length - panels.length;
  const where = forecastFile === undefined ? '' : `; their numbers are in ${forecastFile}`;
  return markup`<h2>Forecast</h2>
<figure class="legend">${trusted(legend)}</figure>
<div class="panels">
${panels.map(
  (panel) => markup`<figure>${trusted(panel)}</figure>
`,
)}</div>
${left === 0 ? '' : markup`<p class="note">${leftOut(left)} not drawn${where}.</p>`}`;
}

function backtestSection(
  { comparison, method, description }: BacktestFacts,
  verdict: readonly string[],
): Markup {
  const ours = comparison.methods.find(({ name }) => name === method);
  const coverage = ours && coverageTable(ours);
  return markup`<h2>How good it is</h2>
<p>${verdict.join(' ')}</p>
<p class="note">${description}</p>
${comparisonTable(comparison, method)}
<p class="note">Less is better; the smallest error of each column is bold. MASE: absolute errors in units of those that
repeating the last season makes within the history, and what of it a method saves against
${methodName(comparison.baseline)}. sMAPE: in percent, from 0 to 200. ND: absolute errors by the size of the values. Mean
wQL and CRPS: of the quantiles. MSIS: of the 95 % interval.</p>
${
  coverage === undefined
    ? ''
    : markup`<h3>Intervals of ${methodName(method)}</h3>
${coverage}`
}`;
}

function numbersSection({ forecasts, data, forecastFile }: ReportFacts, limit: number): Markup {
  const [first, ...others] = forecasts as [ReportedForecast, ...ReportedForecast[]];
  const steps = first.forecast.mean.length;
  const shown = others.slice(0, Math.max(0, Math.floor(limit / steps) - 1));
  const left = others.length - shown.length;
  return markup`<h2>Numbers</h2>
${forecastFile === undefined ? '' : markup`<p>All of them are in <code>${forecastFile}</code>.</p>`}
<h3>${first.series.id}</h3>
${forecastTable(first.forecast, data)}
${shown.map(
  ({ series, forecast }) => markup`<details><summary>${series.id}</summary>
${forecastTable(forecast, data)}</details>
`,
)}${left === 0 ? '' : markup`<p class="note">${leftOut(left)} not listed.</p>`}`;
}

function settingsSection({ settings }: ReportFacts): Markup {
  if (Object.keys(settings).length === 0) return markup``;
  return markup`<h2>Settings</h2>
${factsTable(settings)}`;
}

function originSection({ origin }: ReportFacts): Markup {
  return markup`<h2>How it was made</h2>
<pre>${origin.command}</pre>
${factsTable({ Date: origin.date, ...origin.versions })}`;
}

function leftOut(count: number): string {
  return `${count.toLocaleString('en-US')} more series ${count === 1 ? 'is' : 'are'}`;
}
