import type { Stroke } from '../ink.ts';
import { boundsOf, pathLength, transform } from './geometry.ts';

/** Ink with less of downstrokes than this, as a share of its length, is flat: of a dash nothing is to be told. */
const FLAT = 0.1;
/** No hand leans further. */
const STEEPEST = 10;

/**
 * How far right a stem leans for each unit up: the shear whose undoing makes the downstrokes shortest. Of the ink so
 * sheared, the mean of the downstrokes' slopes, each weighted by its length and the squared cosine of its angle to the
 * vertical, is 0: stems decide, flat parts hardly count, and upstrokes, which join letters and lean more, not at all.
 * The function is convex and the answer the only one; ink sheared by s has a slant greater by exactly s.
 *
 * Meant for words and lines: the diagonal of a lone z is taken for a leaning stem.
 *
 * @returns 0 of dots and flat ink
 */
export function slantOf(strokes: readonly Stroke[]): number {
  const slopes: number[] = [];
  const heights: number[] = [];
  let height = 0;
  for (const { x, y } of strokes)
    for (let at = 1; at < x.length; at++) {
      const down = (y[at] as number) - (y[at - 1] as number);
      if (!(down > 0)) continue;
      slopes.push(((x[at] as number) - (x[at - 1] as number)) / down);
      heights.push(down);
      height += down;
    }
  if (height === 0 || height < FLAT * pathLength(strokes)) return 0;
  let [least, most] = [-STEEPEST, STEEPEST];
  // The derivative of the length by the shear grows with it, so halving finds its zero to the last bit.
  for (let step = 0; step < 60; step++) {
    const slant = (least + most) / 2;
    if (lengthening(slopes, heights, slant) < 0) least = slant;
    else most = slant;
  }
  return (least + most) / 2;
}

/** By how much downstrokes grow with the shear that is undone, at one. */
function lengthening(slopes: readonly number[], heights: readonly number[], slant: number): number {
  let sum = 0;
  for (let at = 0; at < slopes.length; at++) {
    const slope = (slopes[at] as number) + slant;
    sum += ((heights[at] as number) * slope) / Math.hypot(1, slope);
  }
  return sum;
}

/**
 * Shears ink so that its slant is 0; its left edge, heights and times stay. Dots and flat ink come back as they are.
 */
export function upright(strokes: readonly Stroke[]): Stroke[] {
  const slant = slantOf(strokes);
  if (slant === 0) return [...strokes];
  const sheared = transform(strokes, [1, 0, slant, 1, 0, 0]);
  return transform(sheared, [1, 0, 0, 1, boundsOf(strokes).left - boundsOf(sheared).left, 0]);
}
