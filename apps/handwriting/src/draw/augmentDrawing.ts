import type { Rng } from '@reprise/engine';
import { pointsOf, STEP_SIZE } from './drawing.ts';

/** How much wider or narrower, higher or lower a drawing gets at most. */
const STRETCH = 0.15;
/** How often a point within a stroke is passed by. */
const DROP = 0.1;
/** A stroke's first points are all kept: without them a short stroke is another one. */
const KEPT_POINTS = 2;

/**
 * The same drawing, stretched along each axis, some of the points within its strokes passed by (Ha and Eck 2017).
 * @param steps [points, 3], see `Drawing`
 * @param strength 1 is as in the paper's code; 0 changes nothing
 */
export function augmentDrawing(steps: Float32Array, rng: Rng, strength: number): Float32Array {
  if (strength === 0) return steps;
  const points = pointsOf({ steps });
  const draws = Array.from(rng.words(2 + points), (word) => word / 2 ** 32);
  const stretch = (draw: number): number => 1 + STRETCH * Math.min(strength, 3) * (2 * draw - 1);
  const [wide, high] = [stretch(draws[0] as number), stretch(draws[1] as number)];
  const made: number[] = [];
  let [dx, dy, inStroke] = [0, 0, 0];
  for (let point = 0; point < points; point++) {
    const [moveX, moveY, lifts] = steps.subarray(STEP_SIZE * point) as unknown as [number, number, number];
    dx += wide * moveX;
    dy += high * moveY;
    const isInner = inStroke >= KEPT_POINTS && lifts === 0;
    inStroke = lifts === 1 ? 0 : inStroke + 1;
    if (isInner && (draws[2 + point] as number) < DROP * strength) continue;
    made.push(dx, dy, lifts);
    [dx, dy] = [0, 0];
  }
  return Float32Array.from(made);
}
