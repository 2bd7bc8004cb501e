import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk, type StrokePoints } from './makeInk.ts';
import { parseJson } from './parseJson.ts';
import { describe } from './stroke3.ts';

/** A drawing of the Quick, Draw! set (Jongejan and others 2016). */
export interface QuickDrawing {
  /** its text is the word that was to be drawn */
  readonly ink: Ink;
  /** whether the game knew what it was; undefined where not said */
  readonly recognized: boolean | undefined;
}

/**
 * Reads one line, `{word, recognized, key_id, drawing}`, where `drawing` is the simplified `[[x…], [y…]]` or the raw
 * `[[x…], [y…], [t…]]` with milliseconds, for each stroke.
 *
 * @param place what messages call the line
 * @throws InputError where it is no such line
 */
export function readQuickDrawLine(line: string, place: string): QuickDrawing {
  const json = parseJson(line, place);
  const fields = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const { drawing, word, recognized, key_id: key } = fields;
  if (!Array.isArray(drawing)) {
    throw new InputError(`${place}: expected {word, drawing: [[[x…], [y…]], …]}, got ${describe(json)}`);
  }
  const strokes = (drawing as unknown[]).map((stroke, index) =>
    readStroke(stroke, `${place}, stroke ${index + 1}`),
  );
  const ink = makeInk(
    {
      id: typeof key === 'string' ? key : place,
      text: typeof word === 'string' ? word : undefined,
      strokes,
    },
    place,
  );
  return { ink, recognized: typeof recognized === 'boolean' ? recognized : undefined };
}

function readStroke(stroke: unknown, place: string): StrokePoints {
  const lists = Array.isArray(stroke) ? (stroke as unknown[]) : [];
  const [x, y, t = []] = lists;
  if (!isNumbers(x) || !isNumbers(y) || !isNumbers(t) || lists.length > 3) {
    throw new InputError(`${place}: expected [[x…], [y…]] or [[x…], [y…], [t…]], got ${describe(stroke)}`);
  }
  if (x.length !== y.length || (lists.length === 3 && t.length !== x.length)) {
    const lengths = lists.map((list) => (list as unknown[]).length).join(', ');
    throw new InputError(`${place}: expected lists of one length, got ${lengths}`);
  }
  return { x, y, t: t.map((time) => time / 1000) };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}
