import { InputError } from '@reprise/core/errors';
import { pointsIn, type Ink } from '../ink.ts';
import { makeInk, MOST_POINTS, noPoints, type StrokePoints } from './makeInk.ts';
import {
  componentList,
  MOST_FILE_POINTS,
  type Component,
  type ComponentList,
  type Recording,
} from './unipen/components.ts';
import { readSegment, type Segment } from './unipen/delineation.ts';
import { statementsOf, type Statement } from './unipen/statements.ts';

const MOST_INCLUDED = 100;
const DEEPEST_INCLUDE = 8;

export interface ReadUnipenOptions {
  /** the text of a file that .INCLUDE names, or undefined where it is not there; without it nothing can be included */
  readonly include?: ((path: string) => string | undefined) | undefined;
  /** of the segments, those of this level (WORD, CHARACTER …); by default all, in the order of the file */
  readonly level?: string | undefined;
  /** where y points in the file: by UNIPEN's convention up */
  readonly yAxis?: 'up' | 'down' | undefined;
  /** told of each segment that does not fit the strokes, which is left out; without it such a segment is an error */
  readonly warn?: ((message: string) => void) | undefined;
}

interface PlacedSegment extends Segment {
  readonly place: string;
}

interface Reading {
  readonly list: ComponentList;
  readonly segments: PlacedSegment[];
  readonly recording: Recording;
  readonly include: ReadUnipenOptions['include'];
  writer: string | undefined;
  included: number;
}

/**
 * Reads a file in UNIPEN's own format (Guyon and others, "UNIPEN project of on-line data exchange and recognizer
 * benchmarks", 1994): an ink for each .SEGMENT, its id the file's name and the segment's number from 0; without segments
 * one ink of all that was written. The unit is the tablet's; where it is not the same in x and in y, y is put in that
 * of x. Times come from a column T (milliseconds), else from .POINTS_PER_SECOND and .DT; a pen in the air of which the
 * file holds no points takes none.
 *
 * @param name what messages and ids call the file
 * @throws InputError with the line where the text is none of this format, names a file that is not there, or where a
 *   segment does not fit the strokes and nobody listens to `warn`
 */
export function readUnipen(text: string, name: string, options: ReadUnipenOptions = {}): Ink[] {
  const { include, level, yAxis = 'up', warn } = options;
  const reading: Reading = {
    list: componentList(),
    segments: [],
    recording: { columns: ['X', 'Y'], xDensity: undefined, yDensity: undefined, pointsPerSecond: undefined },
    include,
    writer: undefined,
    included: 0,
  };
  if (!readText(text, name, reading, 0)) {
    throw new InputError(
      `${name}: expected UNIPEN, whose lines begin with keywords such as .PEN_DOWN, got none`,
    );
  }
  const { components } = reading.list;
  if (reading.segments.length === 0) {
    const all = components.map((component) => strokeOf(component, 0, component.x.length, yAxis));
    return [makeInk({ id: name, strokes: all, writer: reading.writer }, name)];
  }
  let total = 0;
  return reading.segments.flatMap((segment, index) => {
    if (level !== undefined && segment.level !== level.toUpperCase()) return [];
    try {
      const ink = inkOf(segment, `${name}#${index}`, components, yAxis);
      total += pointsIn(ink);
      if (total <= MOST_FILE_POINTS) return [ink];
    } catch (error) {
      if (warn === undefined || !(error instanceof InputError)) throw error;
      warn(error.message);
      return [];
    }
    throw new InputError(
      `${segment.place}: expected at most ${MOST_FILE_POINTS} points in all segments, got more`,
    );
  });
}

/** Whether there was a keyword in it. */
function readText(text: string, name: string, reading: Reading, depth: number): boolean {
  let any = false;
  for (const statement of statementsOf(text)) {
    any = true;
    readStatement(statement, `${name}, line ${statement.line}`, reading, depth);
  }
  return any;
}

function readStatement({ keyword, body }: Statement, place: string, reading: Reading, depth: number): void {
  const { recording, list } = reading;
  switch (keyword) {
    case 'COORD': {
      const columns = body.trim().toUpperCase().split(/\s+/u);
      if (!columns.includes('X') || !columns.includes('Y')) {
        throw new InputError(`${place}: expected X and Y in .COORD, got ${JSON.stringify(body.trim())}`);
      }
      recording.columns = columns;
      return;
    }
    case 'X_POINTS_PER_INCH':
      recording.xDensity = positive(body, keyword, place);
      return;
    case 'Y_POINTS_PER_INCH':
      recording.yDensity = positive(body, keyword, place);
      return;
    case 'X_POINTS_PER_MM':
      recording.xDensity = 25.4 * positive(body, keyword, place);
      return;
    case 'Y_POINTS_PER_MM':
      recording.yDensity = 25.4 * positive(body, keyword, place);
      return;
    case 'POINTS_PER_SECOND':
      recording.pointsPerSecond = positive(body, keyword, place);
      return;
    case 'DT':
      list.pause(positive(body, keyword, place));
      return;
    case 'PEN_DOWN':
    case 'PEN_UP':
      list.add(keyword === 'PEN_DOWN', body, recording, reading.writer, place);
      return;
    case 'WRITER_ID':
      reading.writer = /\S+/u.exec(body)?.[0];
      return;
    case 'SEGMENT':
      reading.segments.push({ ...readSegment(body, place), place });
      return;
    case 'INCLUDE':
      readIncluded(body.trim(), place, reading, depth);
      return;
    default:
      // The rest describes: who, where, on what, with what words.
      return;
  }
}

function readIncluded(path: string, place: string, reading: Reading, depth: number): void {
  const shown = JSON.stringify(path.slice(0, 200));
  if (path === '' || path.startsWith('/') || /[\n\0]/u.test(path) || path.split(/[/\\]/u).includes('..')) {
    throw new InputError(`${place}: expected the path of a file beside this one to include, got ${shown}`);
  }
  if (depth >= DEEPEST_INCLUDE || ++reading.included > MOST_INCLUDED) {
    throw new InputError(`${place}: ${shown}: files include each other without end, or too many of them`);
  }
  const text = reading.include?.(path);
  if (text === undefined) throw new InputError(`${place}: the file to include, ${shown}, is not there`);
  readText(text, path, reading, depth + 1);
}

function inkOf(
  { stretches, label, place }: PlacedSegment,
  id: string,
  components: readonly Component[],
  yAxis: 'up' | 'down',
): Ink {
  const strokes: StrokePoints[] = [];
  let writer: string | undefined;
  let count = 0;
  for (const { first, firstPoint, last, lastPoint } of stretches) {
    if (last >= components.length) {
      throw new InputError(`${place}: expected components before ${components.length}, got ${last}`);
    }
    for (let index = first; index <= last; index++) {
      const component = components[index] as Component;
      const from = index === first ? firstPoint : 0;
      const to = index === last && lastPoint !== undefined ? lastPoint + 1 : component.x.length;
      if (from >= component.x.length || to > component.x.length) {
        throw new InputError(
          `${place}: expected points of component ${index} before ${component.x.length}, got ${from} to ${to - 1}`,
        );
      }
      count += to - from;
      if (count > MOST_POINTS) {
        throw new InputError(`${place}: expected at most ${MOST_POINTS} points in a segment, got more`);
      }
      writer ??= component.writer;
      strokes.push(strokeOf(component, from, to, yAxis));
    }
  }
  return makeInk({ id, strokes, text: label, writer }, place);
}

/** The points from `from` to before `to`, y in the unit of x and downwards; none of a pen in the air. */
function strokeOf(component: Component, from: number, to: number, yAxis: 'up' | 'down'): StrokePoints {
  if (!component.isDown) return noPoints();
  const scale = (yAxis === 'up' ? -1 : 1) / component.aspect;
  return {
    x: component.x.slice(from, to),
    // Adding nothing makes a zero of either sign one.
    y: component.y.slice(from, to).map((y) => y * scale + 0),
    t: component.t.slice(from, to),
  };
}

function positive(body: string, keyword: string, place: string): number {
  const word = /\S+/u.exec(body)?.[0] ?? '';
  const value = Number(word);
  if (word === '' || !Number.isFinite(value) || value < 0 || (value === 0 && keyword !== 'DT')) {
    throw new InputError(
      `${place}: expected a number above 0 after .${keyword}, got ${JSON.stringify(word)}`,
    );
  }
  return value;
}
