import type { BezierCurve } from './bezier.ts';

/** Numbers that describe one curve. */
export const BEZIER_FEATURES = 10;

/**
 * Curves as numbers for a network, after Carbune et al. (2020), "Fast multi-language LSTM-based online handwriting
 * recognition", section 2.2.2. A row does not depend on where its curve lies or when it was drawn. Its columns:
 *
 * - 0, 1: the way from its first to its last point, in the unit of the ink, y downwards
 * - 2, 3: how far the first control point is from the first point, and the second from the last, as shares of that
 *   way's length; 1/3 of straight lines
 * - 4, 5: radians from the way to the first control point as seen from the first point, and from the second control
 *   point to the way as seen from the last point, both positive to the right of the pen's course: of an arc both are
 *   the same, of an s of opposite signs
 * - 6, 7, 8: seconds as a polynomial of the curve's parameter, its coefficients of the first to the third power; 0
 *   where no times are known
 * - 9: 1 where the pen is up, else 0
 *
 * Where a curve ends where it begins, 2 to 5 are 0.
 *
 * @returns [curves, BEZIER_FEATURES]
 */
export function bezierFeatures(curves: readonly BezierCurve[]): Float32Array {
  const rows = new Float32Array(curves.length * BEZIER_FEATURES);
  curves.forEach(({ x, y, t, penUp }, row) => {
    const [dx, dy] = [x[3] - x[0], y[3] - y[0]];
    const length = Math.hypot(dx, dy);
    const [outX, outY] = [x[1] - x[0], y[1] - y[0]];
    const [inX, inY] = [x[3] - x[2], y[3] - y[2]];
    const shape =
      length > 0
        ? [
            Math.hypot(outX, outY) / length,
            Math.hypot(inX, inY) / length,
            angleBetween(dx, dy, outX, outY),
            angleBetween(inX, inY, dx, dy),
          ]
        : [0, 0, 0, 0];
    const time = t
      ? [3 * (t[1] - t[0]), 3 * (t[0] - 2 * t[1] + t[2]), t[3] - 3 * t[2] + 3 * t[1] - t[0]]
      : [0, 0, 0];
    rows.set([dx, dy, ...shape, ...time, penUp ? 1 : 0], row * BEZIER_FEATURES);
  });
  return rows;
}

/** By how much one turns from the first vector to the second, in (-π, π]; 0 where either has no length. */
function angleBetween(ax: number, ay: number, bx: number, by: number): number {
  return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
}
