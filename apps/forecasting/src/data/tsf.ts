import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { InputError, nearest } from '@reprise/core/errors';
import type { Frequency, Series } from '../series.ts';
import { parseFrequency } from './frequency.ts';
import { readTime } from './timeText.ts';

/** What stands before the series of a Monash `.tsf` file. */
export interface TsfHeader {
  readonly frequency: Frequency | undefined;
  /** before the values of a series, in this order: the name, the type (string, date, numeric) */
  readonly attributes: readonly (readonly [name: string, type: string])[];
}

/** A series of a `.tsf` file, and the time of its first value on the wall's clock. */
export interface TsfSeries extends Omit<Series, 'start'> {
  readonly startTime: number | undefined;
}

const TYPES = ['string', 'date', 'numeric'];
const TAGS = ['relation', 'attribute', 'frequency', 'horizon', 'missing', 'equallength', 'data'];
const NAME = /^(series_name|series|id)$/;
const START = /^start(_timestamp|_date|_time)?$/;

/**
 * A file of the Monash forecasting archive (Godahewa et al. 2021), read line by line: the header, then the series as
 * they come. Attributes other than the name and the start of a series are its statics.
 *
 * @param seen names of series of files before, to which those of this file are added: none may come twice
 * @throws InputError with file and line for anything that is not of the format.
 */
export async function openTsf(
  path: string,
  seen: Set<string>,
): Promise<{ readonly header: TsfHeader; readonly series: AsyncGenerator<TsfSeries, void> }> {
  const lines = numberedLines(path);
  const header = await readHeader(path, lines);
  return { header, series: readSeries(path, header, lines, seen) };
}

type Lines = AsyncGenerator<readonly [line: string, place: string], void>;

async function* numberedLines(path: string): Lines {
  const input = createReadStream(path, 'utf8');
  try {
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      yield [line.trim(), `${path}, line ${++number}`];
    }
  } finally {
    input.destroy();
  }
}

async function readHeader(path: string, lines: Lines): Promise<TsfHeader> {
  let frequency: Frequency | undefined;
  const attributes: (readonly [string, string])[] = [];
  for (;;) {
    // Not "for await", which would close the lines when the header ends.
    const next = await lines.next();
    if (next.done === true)
      throw new InputError(`${path}: expected a line @data before the series, got none`);
    const [line, place] = next.value;
    if (line === '' || line.startsWith('#')) continue;
    const { tag = '', rest = '' } = /^@(?<tag>\w+)\s*(?<rest>.*)$/.exec(line)?.groups ?? {};
    switch (tag.toLowerCase()) {
      case 'data':
        return { frequency, attributes };
      case 'frequency':
        frequency = parseFrequency(rest);
        break;
      case 'attribute':
        attributes.push(readAttribute(rest, place));
        break;
      case 'relation':
      case 'horizon':
      case 'missing':
      case 'equallength':
        break;
      default:
        throw new InputError(
          `${place}: expected one of ${TAGS.map((known) => `@${known}`).join(' ')}, got ${JSON.stringify(line.slice(0, 60))}` +
            (nearest(tag, TAGS) === undefined ? '' : `; did you mean @${nearest(tag, TAGS) ?? ''}?`),
        );
    }
  }
}

function readAttribute(text: string, place: string): readonly [string, string] {
  const [name = '', type = '', ...more] = text.split(/\s+/);
  if (!TYPES.includes(type) || more.length > 0) {
    throw new InputError(
      `${place}: expected "@attribute NAME string", date or numeric, got ${JSON.stringify(text)}`,
    );
  }
  return [name, type];
}

async function* readSeries(
  path: string,
  { attributes }: TsfHeader,
  lines: Lines,
  seen: Set<string>,
): AsyncGenerator<TsfSeries, void> {
  const before = seen.size;
  for await (const [line, place] of lines) {
    if (line === '' || line.startsWith('#')) continue;
    const series = parseSeries(line, place, attributes, `series ${seen.size + 1}`);
    if (seen.has(series.id)) throw new InputError(`${place}: series ${series.id} comes twice`);
    seen.add(series.id);
    yield series;
  }
  if (seen.size === before) throw new InputError(`${path}: expected series after @data, got none`);
}

function parseSeries(
  line: string,
  place: string,
  attributes: TsfHeader['attributes'],
  number: string,
): TsfSeries {
  const fields = line.split(':');
  const numbers = fields.pop() ?? '';
  if (fields.length !== attributes.length) {
    throw new InputError(
      `${place}: expected ${attributes.map(([name]) => name).join(':')}:values, got ${fields.length} fields before ` +
        'the values',
    );
  }
  const statics = new Map<string, number | string>();
  let [id, startTime]: [string, number | undefined] = [number, undefined];
  for (const [index, [name, type]] of attributes.entries()) {
    const text = fields[index] ?? '';
    if (NAME.test(name)) id = text;
    else if (type === 'date' && START.test(name)) startTime = parseStart(text, place);
    else statics.set(name, type === 'numeric' ? parseNumber(text, place) : text);
  }
  const covariates = {
    future: new Map<string, Float64Array>(),
    past: new Map<string, Float64Array>(),
    statics,
  };
  return { id, startTime, values: parseValues(numbers, place), ...(statics.size > 0 && { covariates }) };
}

/** `2012-01-01 00-00-00`: as elsewhere, but for the hyphens in the time of day. */
function parseStart(text: string, place: string): number {
  const read = readTime(text.replace(/ (\d+)-(\d+)-(\d+)$/, ' $1:$2:$3'));
  if (read === undefined) {
    throw new InputError(
      `${place}: expected the time of the first value as 2012-01-01 00-00-00, got ${JSON.stringify(text)}`,
    );
  }
  return read.time;
}

/** Without an array of all texts, of which there may be millions. */
function parseValues(text: string, place: string): Float64Array {
  let count = 1;
  for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) count++;
  const values = new Float64Array(count);
  for (let index = 0, from = 0; index < count; index++) {
    const comma = text.indexOf(',', from);
    const to = comma === -1 ? text.length : comma;
    values[index] = parseNumber(text.slice(from, to), place);
    from = to + 1;
  }
  return values;
}

function parseNumber(text: string, place: string): number {
  const plain = text.trim();
  if (plain === '?' || /^nan$/i.test(plain)) return NaN;
  const number = Number(plain);
  if (plain === '' || !Number.isFinite(number)) {
    throw new InputError(
      `${place}: expected a finite number, or ? where it is missing, got ${JSON.stringify(plain)}`,
    );
  }
  return number;
}
