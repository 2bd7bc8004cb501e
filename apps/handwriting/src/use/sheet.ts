import type { Ink } from '../ink.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';

/** Drawings side by side, as many in a row as make a square or as are asked for, each in a box of one size. */
export function arrange(inks: readonly Ink[], columns = Math.ceil(Math.sqrt(inks.length))): Ink[] {
  const boxes = inks.map(({ strokes }) => boundsOf(strokes));
  const side =
    Math.max(...boxes.map(({ left, right, top, bottom }) => Math.max(right - left, bottom - top))) || 1;
  const cell = 1.2 * side;
  return inks.map((ink, index) => {
    const { left, right, top, bottom } = boxes[index] as (typeof boxes)[number];
    const x = (index % columns) * cell + (cell - right + left) / 2 - left;
    const y = Math.floor(index / columns) * cell + (cell - bottom + top) / 2 - top;
    return { ...ink, strokes: transform(ink.strokes, [1, 0, 0, 1, x, y]) };
  });
}
