import { lineChart, type Series } from '@reprise/app/pictures';
import { InputError } from '@reprise/core/errors';

/** An entry of `pictures` in an experiments.json: a value over ranges, such as BLEU over lengths of sentences. */
export interface PictureOfRanges {
  /** the SVG file, from the root of the repository */
  readonly file: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** where a result has its list of {@link Range}s, as names joined by dots */
  readonly ranges: string;
  /** where a range has its value; a range without one leaves a gap */
  readonly y: string;
  /** where a range has the number of samples that its value comes from */
  readonly samples: string;
  /** One to seven of them. */
  readonly lines: readonly { readonly experiment: string; readonly label: string }[];
}

/** Whole numbers, both ends inclusive. */
interface Range {
  readonly from: number;
  /** null: without an end, which JSON cannot say as Infinity */
  readonly to: number | null;
}

/** What stands at a path of names joined by dots in a JSON value; undefined where nothing does. */
export function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((value, name) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[name], json);
}

/**
 * Draws one line for each experiment; the x axis tells each range and how many samples (n) are in it.
 *
 * @param resultOf reads the result of an experiment, undefined where it has none
 * @returns an SVG file
 * @throws InputError naming what is in the way: experiments without a result, or ranges that differ between them
 */
export async function drawRanges(
  { title, xLabel, yLabel, ranges, y, samples, lines }: PictureOfRanges,
  resultOf: (experiment: string) => unknown,
): Promise<string> {
  const results = lines.map(({ experiment, label }) => ({ experiment, label, result: resultOf(experiment) }));
  const missing = results.filter(({ result }) => result === undefined).map(({ experiment }) => experiment);
  if (missing.length > 0) throw new InputError(`expected a result of ${missing.join(' and ')}, found none.`);

  const series = results.map(({ experiment, label, result }): Series => {
    const list = valueAt(result, ranges);
    if (!Array.isArray(list))
      throw new InputError(`${experiment}: expected a list at ${ranges}, found none.`);
    const points = (list as Range[]).map((range): [string, number] => [
      `${describeRange(range)}\nn = ${String(valueAt(range, samples))}`,
      Number(valueAt(range, y) ?? NaN),
    ]);
    return { name: label, points };
  });
  const categoriesOf = (line: Series | undefined): string => String(line?.points.map(([x]) => x));
  const other = series.findIndex((line) => categoriesOf(line) !== categoriesOf(series[0]));
  if (other > 0) {
    const names = [results[0], results[other]].map((result) => result?.experiment);
    throw new InputError(
      `expected the same ranges with the same n from all experiments, but those of ${names.join(' and ')} differ; evaluate both alike.`,
    );
  }
  return lineChart({ title, xLabel, yLabel, series });
}

function describeRange({ from, to }: Range): string {
  if (to === null) return `${from}+`;
  if (from === to) return String(to);
  return from === 0 ? `up to ${to}` : `${from}–${to}`;
}
