import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { describe, inkFromRows } from './stroke3.ts';
import { parseJson } from './parseJson.ts';
import { unescapeLabel } from './unipen/delineation.ts';

/** A segment of the UNIPEN set with what its line of JSON says of it. */
export interface UnipenLine {
  readonly ink: Ink;
  /** UNIPEN's benchmark category: 1a digits, 1b upper case, 1c lower case, 6 words … */
  readonly category: string | undefined;
  readonly split: string | undefined;
  readonly pointsPerInch: number | undefined;
  readonly pointsPerSecond: number | undefined;
}

/**
 * Reads one line `{id, cat, writer, split, text, ppi, pps, s3}`, whose strokes are stroke-3, y downwards. Times follow
 * from the rate of points while the pen is down; the lines say nothing of its time in the air, which takes none.
 *
 * @param place what messages call the line
 * @throws InputError where it is no such line
 */
export function readUnipenLine(line: string, place: string): UnipenLine {
  const json = parseJson(line, place);
  if (typeof json !== 'object' || json === null || !('s3' in json)) {
    throw new InputError(`${place}: expected {id, text, s3: [[dx, dy, pen up], …]}, got ${describe(json)}`);
  }
  const fields = json as Record<string, unknown>;
  const stringOf = (key: string) => optional(fields[key], 'string', `${place}, ${key}`);
  const rateOf = (key: string) => {
    const rate = optional(fields[key], 'number', `${place}, ${key}`);
    if (rate !== undefined && !(rate > 0))
      throw new InputError(`${place}, ${key}: expected more than 0, got ${rate}`);
    return rate;
  };
  const text = stringOf('text');
  const pointsPerSecond = rateOf('pps');
  const ink = inkFromRows(
    fields.s3,
    {
      id: stringOf('id') ?? place,
      text: text === undefined ? undefined : unescapeLabel(text),
      writer: stringOf('writer'),
    },
    place,
  );
  return {
    ink: pointsPerSecond === undefined ? ink : withTimes(ink, pointsPerSecond),
    category: stringOf('cat'),
    split: stringOf('split'),
    pointsPerInch: rateOf('ppi'),
    pointsPerSecond,
  };
}

function withTimes(ink: Ink, pointsPerSecond: number): Ink {
  let count = 0;
  return {
    ...ink,
    strokes: ink.strokes.map(({ x, y }) => ({
      x,
      y,
      t: Float64Array.from(x, () => count++ / pointsPerSecond),
    })),
  };
}

function optional(value: unknown, type: 'string', place: string): string | undefined;
function optional(value: unknown, type: 'number', place: string): number | undefined;
function optional(value: unknown, type: 'string' | 'number', place: string): unknown {
  if (value === undefined || value === null || typeof value === type) return value ?? undefined;
  throw new InputError(`${place}: expected a ${type}, got ${describe(value)}`);
}
