import { InputError } from '@reprise/core/errors';
import type { Ink, Stroke } from '../ink.ts';

/** More than a page takes; beyond it a file is not what a pen wrote, or wants splitting. */
export const MOST_POINTS = 100_000;

/** The points of a stroke as a reader gathers them. */
export interface StrokePoints {
  readonly x: number[];
  readonly y: number[];
  /** seconds from any moment, one for each point; left empty where they are not known */
  readonly t: number[];
}

export interface InkParts extends Omit<Ink, 'strokes'> {
  readonly strokes: readonly StrokePoints[];
}

export function noPoints(): StrokePoints {
  return { x: [], y: [], t: [] };
}

/**
 * An ink of what a reader gathered. Strokes of no points are left out; a stroke of one point is a dot. Times are counted
 * from the first touch; where some are missing, or fall, which recorders do, the ink has none.
 *
 * @param place what messages call it: the file and where in it
 * @throws InputError of no points, more than {@link MOST_POINTS}, or a place of the pen that is no finite number
 */
export function makeInk({ id, strokes, text, writer }: InkParts, place: string): Ink {
  const drawn = strokes.filter(({ x }) => x.length > 0);
  const count = drawn.reduce((sum, { x }) => sum + x.length, 0);
  if (count === 0) throw new InputError(`${place}: expected points of a pen, got none`);
  if (count > MOST_POINTS) {
    throw new InputError(
      `${place}: expected at most ${MOST_POINTS} points in one ink, got ${count}: split it into lines or words`,
    );
  }
  const timed = hasTimes(drawn);
  const start = timed ? (drawn[0]?.t[0] ?? 0) : 0;
  return {
    id,
    strokes: drawn.map((points, index): Stroke => {
      checkFinite(points, `${place}, stroke ${index + 1}`);
      return {
        x: Float64Array.from(points.x),
        y: Float64Array.from(points.y),
        t: timed ? Float64Array.from(points.t, (time) => time - start) : undefined,
      };
    }),
    text: text === '' ? undefined : text,
    writer: writer === '' ? undefined : writer,
  };
}

function checkFinite({ x, y }: StrokePoints, place: string): void {
  for (let index = 0; index < x.length; index++) {
    if (Number.isFinite(x[index]) && Number.isFinite(y[index])) continue;
    throw new InputError(
      `${place}, point ${index + 1}: expected finite numbers, got x ${x[index]} and y ${y[index]}`,
    );
  }
}

function hasTimes(strokes: readonly StrokePoints[]): boolean {
  let last = -Infinity;
  return strokes.every(
    ({ x, t }) =>
      t.length === x.length &&
      t.every((time) => {
        const follows = Number.isFinite(time) && time >= last;
        last = time;
        return follows;
      }),
  );
}
