import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk, noPoints, type InkParts, type StrokePoints } from './makeInk.ts';

/**
 * A point of stroke-3 (Graves 2013; Ha and Eck 2017): steps to the right and downwards since the last point, the first
 * one since the origin, and 1 where the pen is lifted after it.
 */
type Stroke3Point = readonly [dx: number, dy: number, penUp: number];

/** A point of stroke-5: steps, then one-hot: the pen goes on, is lifted after it, has finished before it. */
type Stroke5Point = readonly [dx: number, dy: number, draws: number, lifts: number, ends: number];

/**
 * Reads stroke-3, or stroke-5 up to its end. A pen that is never lifted is lifted after the last point.
 * @param place what messages call the drawing
 * @throws InputError of rows of another length, numbers that are not finite, pens in no state, or no points
 */
export function inkFromRows(rows: unknown, ink: Omit<InkParts, 'strokes'>, place: string): Ink {
  if (!Array.isArray(rows)) {
    throw new InputError(`${place}: expected points as [dx, dy, pen up], got ${describe(rows)}`);
  }
  const strokes: StrokePoints[] = [];
  let stroke = noPoints();
  let [x, y] = [0, 0];
  for (const [index, row] of (rows as unknown[]).entries()) {
    const step = readRow(row, () => `${place}, point ${index + 1}`);
    if (step === 'end') break;
    x += step.dx;
    y += step.dy;
    stroke.x.push(x);
    stroke.y.push(y);
    if (step.lifts) {
      strokes.push(stroke);
      stroke = noPoints();
    }
  }
  return makeInk({ ...ink, strokes: [...strokes, stroke] }, place);
}

/** Stroke-3 of an ink, [points, 3]: times are lost, the last point lifts the pen. */
export function toStroke3(ink: Pick<Ink, 'strokes'>): Stroke3Point[] {
  let [lastX, lastY] = [0, 0];
  return ink.strokes.flatMap(({ x, y }) =>
    Array.from(x, (atX, index): Stroke3Point => {
      const atY = y[index] as number;
      const point: [number, number, number] = [atX - lastX, atY - lastY, index === x.length - 1 ? 1 : 0];
      [lastX, lastY] = [atX, atY];
      return point;
    }),
  );
}

/** Stroke-5 of an ink, [points + 1, 5]; the last row is the end. */
export function toStroke5(ink: Pick<Ink, 'strokes'>): Stroke5Point[] {
  const rows = toStroke3(ink).map(([dx, dy, penUp]): Stroke5Point => [dx, dy, 1 - penUp, penUp, 0]);
  return [...rows, [0, 0, 0, 0, 1]];
}

function readRow(row: unknown, place: () => string): { dx: number; dy: number; lifts: boolean } | 'end' {
  if (!Array.isArray(row) || (row.length !== 3 && row.length !== 5) || !row.every(isFiniteNumber)) {
    throw new InputError(
      `${place()}: expected [dx, dy, pen up] or [dx, dy, draws, lifts, ends] of finite numbers, got ${describe(row)}`,
    );
  }
  const [dx = 0, dy = 0, ...pen] = row;
  const isBinary = pen.every((state) => state === 0 || state === 1);
  if (!isBinary || (pen.length === 3 && pen.filter((state) => state === 1).length !== 1)) {
    throw new InputError(`${place()}: expected the state of the pen as 0 and 1, got ${describe(pen)}`);
  }
  if (pen.length === 3 && pen[2] === 1) return 'end';
  return { dx, dy, lifts: pen[pen.length === 3 ? 1 : 0] === 1 };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A value of JSON as a message shows it. */
export function describe(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
