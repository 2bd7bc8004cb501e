import { momentAt } from '../data/calendar.ts';
import { formatMoment } from '../data/moment.ts';
import type { ComparedMethod, Comparison } from '../metrics/comparison.ts';
import { isSameLevel } from '../metrics/levels.ts';
import { intervalName, measuresOf, percent, UNDEFINED } from '../metrics/measures.ts';
import type { Forecast } from '../series.ts';
import { markup, type Markup, type MarkupPart } from './markup.ts';
import { methodName } from './methodName.ts';
import { numberFormat } from './numberFormat.ts';
import type { DataFacts } from './reportFacts.ts';
import { bestOf, describeCoverage } from './verdict.ts';

/** A table whose first column are the names of its rows. */
function table(head: readonly MarkupPart[], rows: readonly (readonly MarkupPart[])[]): Markup {
  return markup`<div class="scroll"><table>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([name, ...cells]) =>
    markup`<tr><th scope="row">${name ?? ''}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}

/** The steps of a forecast: the mean and the quantiles of each. */
export function forecastTable(forecast: Forecast, data: DataFacts): Markup {
  const { start, mean, levels, quantiles } = forecast;
  const format = numberFormat([...mean, ...quantiles.flatMap((values) => [...values])]);
  const steps = Array.from(mean, (value, step) => [
    start === undefined ? step + 1 : formatMoment(data, momentAt(data.frequency, start, step)),
    format(value),
    ...quantiles.map((values) => format(values[step] ?? NaN)),
  ]);
  return table([start === undefined ? 'Step ahead' : 'Time', 'Mean', ...levels.map(levelTitle)], steps);
}

/** Methods as rows, measures of error as columns, the smallest error of each column in bold; last what each is worth. */
export function comparisonTable({ methods }: Comparison, method: string): Markup {
  const all = measuresOf(methods.map(({ evaluation }) => evaluation.overall));
  const measures = all.filter(({ isError }) => isError);
  const best = new Map(measures.map(({ name }) => [name, bestOf(methods, name)]));
  const [first] = measures;
  const rows = methods.map((one) => [
    one.name === method ? markup`<strong>${methodName(one.name)}</strong>` : methodName(one.name),
    ...measures.map(({ name, of, format }) => {
      const score = format(of(one.evaluation.overall));
      return best.get(name) === one ? markup`<strong>${score}</strong>` : score;
    }),
    savedBy(one, first?.name ?? ''),
  ]);
  const saved = first === undefined ? '' : `${first.name} saved`;
  return table(['Method', ...measures.map(({ name }) => name), saved], rows);
}

/** How often values came to lie in the intervals, beside how often they should have. */
export function coverageTable({ evaluation }: ComparedMethod): Markup | undefined {
  const { intervals, points } = evaluation.overall;
  const defined = intervals.filter(({ coverage }) => !Number.isNaN(coverage));
  if (defined.length === 0) return undefined;
  const format = numberFormat(defined.map(({ width }) => width));
  return table(
    ['Interval', 'Values within', 'Mean width', markup`<span class="words">Which is</span>`],
    defined.map((interval) => [
      intervalName(interval.nominal),
      percent(interval.coverage),
      format(interval.width),
      markup`<span class="words">${describeCoverage(interval, points)}</span>`,
    ]),
  );
}

/** Names and values, one below the other. */
export function factsTable(facts: Readonly<Record<string, MarkupPart | boolean>>): Markup {
  return markup`<dl>
${Object.entries(facts).map(
  ([name, value]) => markup`<dt>${name}</dt><dd>${typeof value === 'boolean' ? String(value) : value}</dd>
`,
)}</dl>`;
}

function savedBy({ skills }: ComparedMethod, measure: string): string {
  const { skill = NaN } = skills.find(({ name }) => name === measure) ?? {};
  return Number.isNaN(skill) ? UNDEFINED : percent(skill).replace('-', '−');
}

function levelTitle(level: number): string {
  return isSameLevel(level, 0.5) ? 'Median' : `${Number((100 * level).toPrecision(10))}\u00A0%`;
}
