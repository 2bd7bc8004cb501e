import type { Stroke } from '../ink.ts';
import { marginOf, MOST_ASPECT, type LineImage } from './lineImage.ts';
import { drawSegment, type PenPoint } from './penSegment.ts';

/** How the pen pressed at each point of a stroke. */
export interface Pressure {
  /** times the width of the pen */
  readonly width: Float32Array;
  /** from 0 to 1 */
  readonly darkness: Float32Array;
}

export interface RasteriseOptions {
  /** pixels */
  readonly height: number;
  /** pixels; by default as wide as the ink wants. In a given width the ink is centred, and no larger than fits. */
  readonly width?: number | undefined;
  /** pixels */
  readonly penWidth: number;
  /** pixels between the ink and the border; by default {@link marginOf} the height */
  readonly margin?: number | undefined;
  /** widens the ink, or narrows it below 1, before it is scaled to the height; default 1 */
  readonly widening?: number | undefined;
  /** one for each stroke; by default the pen is of one width and as dark as can be */
  readonly pressure?: readonly Pressure[] | undefined;
}

/**
 * Draws strokes with a round pen, anti-aliased, scaled so that the ink is as high as the image but for its margin. A
 * stroke of one point is a dot.
 *
 * How large a plain line or a lone dot was meant nobody knows: strokes that do little more than cross their own width
 * are drawn as if they were up to half as high as they are wide, and points in one place in the middle of the image.
 *
 * @throws RangeError without points, or for a size or a pen that is not above 0
 */
export function rasterise(strokes: readonly Stroke[], options: RasteriseOptions): LineImage {
  const { height, penWidth, pressure, widening = 1, margin = marginOf(height) } = options;
  if (!(Number.isInteger(height) && penWidth > 0 && widening > 0 && height - 2 * margin - penWidth > 0)) {
    throw new RangeError(
      `rasterise: expected a height in pixels above the pen and two margins, got height ${height}, pen width ${penWidth}, margin ${margin}, widening ${widening}`,
    );
  }
  const extent = extentOf(strokes, widening);
  const room = height - 2 * margin - penWidth;
  const widest = (options.width ?? MOST_ASPECT * height) - 2 * margin - penWidth;
  if (!(widest > 0)) {
    throw new RangeError(
      `rasterise: expected a width above the pen and two margins, got ${options.width} pixels`,
    );
  }
  const scale = Math.min(
    room / Math.max(extent.height, extent.leastHeight),
    extent.width === 0 ? Infinity : widest / extent.width,
  );
  // Points in one place have no size; they are drawn where they are.
  const unit = Number.isFinite(scale) ? scale : 0;
  const width = options.width ?? Math.ceil(extent.width * unit + 2 * margin + penWidth);
  const left = width / 2 - extent.middleX * unit;
  const top = height / 2 - extent.middleY * unit;

  const canvas = { width, height, pixels: new Uint8Array(width * height) };
  let from: PenPoint = { x: 0, y: 0, radius: 0, darkness: 0 };
  let to: PenPoint = { x: 0, y: 0, radius: 0, darkness: 0 };
  for (const [index, { x, y }] of strokes.entries()) {
    const pressed = pressure?.[index];
    for (let at = 0; at < x.length; at++) {
      [from, to] = [to, from];
      to.x = left + (x[at] as number) * widening * unit;
      to.y = top + (y[at] as number) * unit;
      to.radius = (penWidth * (pressed?.width[at] ?? 1)) / 2;
      to.darkness = 255 * (pressed?.darkness[at] ?? 1);
      drawSegment(canvas, at === 0 ? to : from, to);
    }
  }
  return canvas;
}

interface Extent {
  readonly width: number;
  readonly height: number;
  readonly middleX: number;
  readonly middleY: number;
  /** what the ink counts as, at least, when it is scaled to a height */
  readonly leastHeight: number;
}

function extentOf(strokes: readonly Stroke[], widening: number): Extent {
  let [left, top, right, bottom, length] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (const { x, y } of strokes) {
    for (let at = 0; at < x.length; at++) {
      const [atX, atY] = [(x[at] as number) * widening, y[at] as number];
      if (!Number.isFinite(atX + atY)) throw new RangeError('rasterise: expected finite points of a pen');
      if (atX < left) left = atX;
      if (atX > right) right = atX;
      if (atY < top) top = atY;
      if (atY > bottom) bottom = atY;
      if (at > 0) length += Math.hypot(atX - (x[at - 1] as number) * widening, atY - (y[at - 1] as number));
    }
  }
  const [width, height] = [right - left, bottom - top];
  if (left === Infinity) throw new RangeError('rasterise: expected points of a pen, got none');
  return {
    width,
    height,
    middleX: (left + right) / 2,
    middleY: (top + bottom) / 2,
    leastHeight: Math.max(0, 2 * width - length) / 2,
  };
}
