import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk } from './makeInk.ts';
import { parseJson } from './parseJson.ts';
import { describe } from './stroke3.ts';

const FORMAT = 'reprise-ink';

/** Whether a value says that it is ink of {@link inkToJson}. */
export function isInkJson(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'format' in json && json.format === FORMAT;
}

/**
 * Reads inks as {@link inkToJson} writes them.
 * @param name what messages call the file
 * @throws InputError with the ink and its stroke where it is no such text
 */
export function inkFromJson(text: string, name: string): Ink[] {
  const json = parseJson(text, name);
  const inks = isInkJson(json) ? (json as { inks?: unknown }).inks : undefined;
  if (!Array.isArray(inks)) {
    throw new InputError(`${name}: expected {"format": "${FORMAT}", "inks": […]}, got ${describe(json)}`);
  }
  return (inks as unknown[]).map((value, index) => readInk(value, `${name}, ink ${index + 1}`));
}

/** Inks as JSON that loses nothing. */
export function inkToJson(inks: readonly Ink[]): string {
  const plain = inks.map(({ id, text, writer, strokes }) => ({
    id,
    text,
    writer,
    strokes: strokes.map(({ x, y, t }) => ({ x: [...x], y: [...y], t: t && [...t] })),
  }));
  return `${JSON.stringify({ format: FORMAT, version: 1, inks: plain })}\n`;
}

function readInk(value: unknown, place: string): Ink {
  const { id, text, writer, strokes } = recordOf(value, place);
  if (!Array.isArray(strokes))
    throw new InputError(`${place}: expected a list of strokes, got ${describe(strokes)}`);
  const parts = (strokes as unknown[]).map((stroke, index) => {
    const at = `${place}, stroke ${index + 1}`;
    const { x, y, t } = recordOf(stroke, at);
    const points = { x: numbersOf(x, at), y: numbersOf(y, at), t: t === undefined ? [] : numbersOf(t, at) };
    const { length } = points.x;
    if (length !== points.y.length || (t !== undefined && length !== points.t.length)) {
      throw new InputError(
        `${at}: expected lists of one length, got ${length} x, ${points.y.length} y and ${points.t.length} t`,
      );
    }
    return points;
  });
  return makeInk(
    {
      id: stringOf(id, `${place}, id`) ?? place,
      text: stringOf(text, `${place}, text`),
      writer: stringOf(writer, `${place}, writer`),
      strokes: parts,
    },
    place,
  );
}

function recordOf(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new InputError(`${place}: expected an object, got ${describe(value)}`);
}

function stringOf(value: unknown, place: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new InputError(`${place}: expected a text, got ${describe(value)}`);
}

function numbersOf(value: unknown, place: string): number[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'number')) return value;
  throw new InputError(`${place}: expected a list of numbers, got ${describe(value)}`);
}
