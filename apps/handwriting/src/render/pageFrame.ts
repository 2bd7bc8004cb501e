import type { Stroke } from '../ink.ts';
import { boundsOf } from '../strokes/geometry.ts';

/** A part of the page, in the unit of the ink, y downwards. */
export interface PageBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where ink comes to lie in a picture. */
export interface PageFrame {
  readonly width: number;
  readonly height: number;
  /** pixels from the unit of the ink */
  x(at: number): number;
  y(at: number): number;
}

/**
 * The box around all points.
 * @throws RangeError without points
 */
export function boxOf(strokes: readonly Stroke[]): PageBox {
  const { left, top, right, bottom } = boundsOf(strokes);
  if (!(Number.isFinite(right - left) && Number.isFinite(bottom - top))) {
    throw new RangeError('a picture of ink: expected finite points of a pen');
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Fits a part of the page into pixels, as large as it goes, the sides' proportion kept. */
export function fitPage(box: PageBox, most: { readonly width: number; readonly height: number }): PageFrame {
  const scale = Math.min(most.width / box.width, most.height / box.height);
  const unit = Number.isFinite(scale) ? scale : 1;
  return {
    width: box.width * unit,
    height: box.height * unit,
    x: (at) => (at - box.left) * unit,
    y: (at) => (at - box.top) * unit,
  };
}
