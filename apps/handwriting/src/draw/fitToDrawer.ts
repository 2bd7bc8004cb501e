import type { Ink, Stroke } from '../ink.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';
import type { Drawer } from './draw.ts';
import { simplifyStrokes } from './simplify.ts';

/** Of a drawing's size: what simplified drawings lose, as in the data of Quick, Draw! and of sketch-rnn's kanji. */
const DETAIL = 0.01;

/**
 * Ink from elsewhere as a drawer has learned to read ink: in the unit of its drawings, with as few points.
 * @param size how long the longer side of the whole drawing is, in the unit of the ink; by default that of the ink, which
 *   is right where it is whole
 */
export function fitToDrawer({ architecture }: Pick<Drawer, 'architecture'>, ink: Ink, size?: number): Ink {
  const { left, top, right, bottom } = boundsOf(ink.strokes);
  const side = size ?? Math.max(right - left, bottom - top);
  const factor = side > 0 ? architecture.size / side : 1;
  const strokes = transform(ink.strokes, [factor, 0, 0, factor, -left * factor, -top * factor]);
  return { ...ink, strokes: simplifyStrokes(strokes, DETAIL * architecture.size).map(withoutTimes) };
}

function withoutTimes({ x, y }: Stroke): Stroke {
  return { x, y };
}
