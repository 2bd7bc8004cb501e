import type { Stroke } from '../ink.ts';

/** The least box around ink, in its unit; y grows downwards. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** @throws RangeError of no points */
export function boundsOf(strokes: readonly Stroke[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of strokes) {
    for (const at of x) [left, right] = [Math.min(left, at), Math.max(right, at)];
    for (const at of y) [top, bottom] = [Math.min(top, at), Math.max(bottom, at)];
  }
  if (!(left <= right)) throw new RangeError('boundsOf: expected points, got none.');
  return { left, top, right, bottom };
}

/** x' = a x + c y + e, y' = b x + d y + f: the six numbers of an SVG matrix. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Moves every point; times stay. */
export function transform(strokes: readonly Stroke[], [a, b, c, d, e, f]: Affine): Stroke[] {
  return strokes.map(({ x, y, t }) => ({
    x: x.map((at, index) => a * at + c * (y[index] as number) + e),
    y: y.map((at, index) => b * (x[index] as number) + d * at + f),
    t,
  }));
}

/** Points at the ends of segments weigh as much as the segments they end: moments do not depend on the pen's speed. */
export interface Moments {
  /** of all segments drawn; 0 where all strokes are dots */
  readonly length: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly varianceX: number;
  readonly varianceY: number;
  readonly covariance: number;
}

/** Mean and (co)variance of ink along its length, by Simpson's rule on each segment, which is exact. */
export function momentsOf(strokes: readonly Stroke[]): Moments {
  let [length, sumX, sumY, sumXX, sumYY, sumXY, points] = [0, 0, 0, 0, 0, 0, 0];
  const add = (x0: number, y0: number, x1: number, y1: number, weight: number): void => {
    sumX += (weight * (x0 + x1)) / 2;
    sumY += (weight * (y0 + y1)) / 2;
    sumXX += (weight * (x0 * x0 + x0 * x1 + x1 * x1)) / 3;
    sumYY += (weight * (y0 * y0 + y0 * y1 + y1 * y1)) / 3;
    sumXY += (weight * (2 * x0 * y0 + 2 * x1 * y1 + x0 * y1 + x1 * y0)) / 6;
  };
  // From a corner of the ink, since squares of far-away numbers would drown the variance.
  const { left, top } = boundsOf(strokes);
  for (const { x, y } of strokes) {
    for (let at = 1; at < x.length; at++) {
      const [x0, y0] = [(x[at - 1] as number) - left, (y[at - 1] as number) - top];
      const [x1, y1] = [(x[at] as number) - left, (y[at] as number) - top];
      const weight = Math.hypot(x1 - x0, y1 - y0);
      add(x0, y0, x1, y1, weight);
      length += weight;
    }
    points += x.length;
  }
  const total = length > 0 ? length : points;
  if (length === 0) {
    for (const { x, y } of strokes)
      x.forEach((at, index) => {
        add(at - left, (y[index] as number) - top, at - left, (y[index] as number) - top, 1);
      });
  }
  const [meanX, meanY] = [sumX / total, sumY / total];
  return {
    length,
    meanX: meanX + left,
    meanY: meanY + top,
    varianceX: Math.max(0, sumXX / total - meanX * meanX),
    varianceY: Math.max(0, sumYY / total - meanY * meanY),
    covariance: sumXY / total - meanX * meanY,
  };
}

/** How far the pen went on paper. */
export function pathLength(strokes: readonly Stroke[]): number {
  let length = 0;
  for (const { x, y } of strokes)
    for (let at = 1; at < x.length; at++)
      length += Math.hypot(
        (x[at] as number) - (x[at - 1] as number),
        (y[at] as number) - (y[at - 1] as number),
      );
  return length;
}
