import { InputError } from '@reprise/core/errors';
import type { Frequency, Series } from '../series.ts';
import type { Calendar } from './calendar.ts';
import { formatFrequency, isSubDaily, parseFrequency } from './frequency.ts';
import { isoClock, parseMoment } from './moment.ts';
import type { ReadOptions } from './readOptions.ts';
import { openTsf, type TsfHeader, type TsfSeries } from './tsf.ts';

/** Options that name columns, of which a `.tsf` file has none. */
const OF_TABLES = [
  'form',
  'id',
  'time',
  'value',
  'futureColumns',
  'pastColumns',
  'staticColumns',
  'missing',
] as const;

/**
 * The series of Monash `.tsf` files, and how far apart their values are.
 *
 * @throws InputError if the files' frequencies differ, or none is named there or in the options; and whatever
 *   reading them finds wrong.
 */
export async function streamTsf(
  paths: readonly string[],
  options: ReadOptions,
): Promise<{ readonly calendar: Calendar; readonly series: AsyncGenerator<Series, void> }> {
  const meaningless = OF_TABLES.find((name) => options[name] !== undefined);
  if (meaningless !== undefined) {
    throw new InputError(
      `${paths.join(', ')}: a .tsf file says itself what its columns are: leave ${meaningless} out`,
    );
  }
  const seen = new Set<string>();
  const files = [];
  for (const path of paths) files.push({ path, ...(await openTsf(path, seen)) });
  const frequency = frequencyOfFiles(files, options);
  const { timeZone } = options;
  const calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };
  return { calendar, series: readAll(files, calendar) };
}

async function* readAll(
  files: readonly { readonly series: AsyncGenerator<TsfSeries, void> }[],
  calendar: Calendar,
): AsyncGenerator<Series, void> {
  for (const { series } of files) {
    for await (const { startTime, ...rest } of series) {
      yield { ...rest, start: startTime === undefined ? undefined : startOf(startTime, calendar) };
    }
  }
}

function startOf(time: number, calendar: Calendar): number {
  return isSubDaily(calendar.frequency) ? parseMoment(calendar, isoClock(time)) : time;
}

function frequencyOfFiles(
  files: readonly { readonly path: string; readonly header: TsfHeader }[],
  { frequency: given }: ReadOptions,
): Frequency {
  if (given !== undefined) return parseFrequency(given);
  const [first] = files;
  const frequency = first?.header.frequency;
  if (first === undefined || frequency === undefined) {
    throw new InputError(`${first?.path ?? ''}: there is no line @frequency: name the frequency, as "hour"`);
  }
  const text = (header: TsfHeader) =>
    header.frequency === undefined ? 'none' : formatFrequency(header.frequency);
  const other = files.find(({ header }) => text(header) !== formatFrequency(frequency));
  if (other !== undefined) {
    throw new InputError(
      `expected files of one frequency, got ${first.path} (${formatFrequency(frequency)}) and ${other.path} (${text(other.header)})`,
    );
  }
  return frequency;
}
