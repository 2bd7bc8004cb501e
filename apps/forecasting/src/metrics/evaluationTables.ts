import type { Evaluation, SeriesScores } from './evaluateForecasts.ts';
import { measuresOf, type Measure } from './measures.ts';
import { textTable } from './textTable.ts';

/** Rows of the table by series unless told. */
const WORST = 20;

/** The scores of all series together, as lines for a reader. */
export function describeEvaluation({ overall, levels }: Evaluation): string {
  const rows = measuresOf([overall]).map(({ name, of, format }) => [name, format(of(overall))]);
  const { series, points, missing, undefinedMase } = overall;
  const lines = [`${series} series, ${points} values${missing > 0 ? `, ${missing} more missing` : ''}`];
  lines.push(...textTable(rows));
  lines.push(`mean wQL and CRPS are over the levels ${levels.join(' ')}`);
  if (undefinedMase > 0) {
    lines.push(
      `MASE leaves out ${undefinedMase} of ${series} series, which were constant or no longer than a season ` +
        'before the forecast',
    );
  }
  return lines.join('\n');
}

/**
 * The scores of single series as a table, the worst MASE first and those without one last.
 *
 * @param options.limit rows, default 20
 */
export function describeSeries(
  { series }: Evaluation,
  { limit = WORST }: { readonly limit?: number } = {},
): string {
  const measures = measuresOf(series);
  const worst = [...series].sort((one, other) => rank(other) - rank(one)).slice(0, limit);
  const rows = worst.map((scores) => [scores.id, ...cells(measures, scores)]);
  const left = series.length - worst.length;
  const lines = textTable([['series', 'values', ...measures.map(({ name }) => name)], ...rows]);
  if (left > 0) lines.push(`and ${left} series with a smaller or no MASE`);
  return lines.join('\n');
}

function rank({ mase }: SeriesScores): number {
  return Number.isNaN(mase) ? -1 : mase;
}

function cells(measures: readonly Measure[], scores: SeriesScores): string[] {
  return [String(scores.points), ...measures.map(({ of, format }) => format(of(scores)))];
}
