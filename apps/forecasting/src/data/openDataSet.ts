import { tmpdir } from 'node:os';
import type { Series } from '../series.ts';
import type { Values } from '../values.ts';
import { described, type LoadedDataSet } from './loadDataSet.ts';
import type { ReadOptions } from './readOptions.ts';
import { streamSeries } from './streamSeries.ts';
import { createValuesFile, type ValuesFile } from './valuesFile.ts';

/** A data set that may be larger than memory. */
export interface OpenDataSet extends LoadedDataSet<Values> {
  /** Gives back the temporary file, where there is one. The values are gone then. */
  close(): void;
}

export interface OpenOptions {
  /** Bytes of values and covariates, 8 each, that are held in memory: more of them go into a temporary file. */
  readonly limit?: number;
  readonly tell?: (line: string) => void;
}

/** 32 million values: the largest sets that are usual fit, and a training beside them in 2 GB. */
const LIMIT = 256e6;

/**
 * Reads all series: into memory up to a limit, else into a temporary file, from which their values are fetched when
 * they are asked for. What is made of either is the same to the bit.
 *
 * @throws InputError as {@link streamSeries} does, and when the temporary file cannot be written.
 */
export async function openDataSet(
  options: ReadOptions,
  { limit = LIMIT, tell = () => undefined }: OpenOptions = {},
): Promise<OpenDataSet> {
  const { temporary = tmpdir() } = options;
  const stream = await streamSeries(options);
  let file: ValuesFile | undefined;
  try {
    let series: Series<Values>[] = [];
    let bytes = 0;
    for await (const one of stream) {
      bytes += bytesOf(one);
      if (!file && bytes > limit) {
        tell(
          `more than ${Math.round(limit / 1e6)} MB of values: they are kept in a temporary file in ${temporary}`,
        );
        const made = (file = createValuesFile(temporary));
        series = (series as Series[]).map((before) => moved(before, made));
      }
      series.push(file ? moved(one, file) : one);
    }
    return { ...described(stream, series, options), close: () => file?.close() };
  } catch (error) {
    await stream.close();
    file?.close();
    throw error;
  }
}

function columnsOf({ values, covariates }: Series): Float64Array[] {
  return [values, ...(covariates?.future.values() ?? []), ...(covariates?.past.values() ?? [])];
}

function bytesOf(series: Series): number {
  return columnsOf(series).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function moved(series: Series, file: ValuesFile): Series<Values> {
  const { covariates } = series;
  const all = (columns: ReadonlyMap<string, Float64Array>): Map<string, Values> =>
    new Map([...columns].map(([name, values]) => [name, file.append(values)]));
  return {
    ...series,
    values: file.append(series.values),
    ...(covariates && {
      covariates: { ...covariates, future: all(covariates.future), past: all(covariates.past) },
    }),
  };
}
