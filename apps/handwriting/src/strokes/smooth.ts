import type { Stroke } from '../ink.ts';

/**
 * Curves through the points of strokes, with more of them: centripetal Catmull-Rom splines (Yuksel et al. 2011), which
 * make no loops at corners. Times are interpolated.
 * @param samples points for each stretch between two of the given ones
 */
export function smooth(strokes: readonly Stroke[], samples = 4): Stroke[] {
  return strokes.map((stroke) => (stroke.x.length < 3 ? stroke : smoothStroke(stroke, samples)));
}

function smoothStroke({ x, y, t }: Stroke, samples: number): Stroke {
  const stretches = x.length - 1;
  const count = stretches * samples + 1;
  const [xs, ys] = [new Float64Array(count), new Float64Array(count)];
  const ts = t && new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const stretch = Math.min(stretches - 1, Math.floor(index / samples));
    const share = index / samples - stretch;
    const point = splinePoint(x, y, stretch, share);
    [xs[index], ys[index]] = point;
    if (t && ts) {
      const from = t[stretch] as number;
      ts[index] = from + share * ((t[stretch + 1] as number) - from);
    }
  }
  return { x: xs, y: ys, t: ts };
}

type Point = readonly [x: number, y: number];

/** On the stretch behind a point, by the pyramid of Barry and Goldman (1988). */
function splinePoint(x: Float64Array, y: Float64Array, stretch: number, share: number): Point {
  const at = (index: number): Point => {
    if (index >= 0 && index < x.length) return [x[index] as number, y[index] as number];
    // Beyond an end the curve goes on as it came.
    const [end, inner] = index < 0 ? [0, 1] : [x.length - 1, x.length - 2];
    return [2 * (x[end] as number) - (x[inner] as number), 2 * (y[end] as number) - (y[inner] as number)];
  };
  const points = [at(stretch - 1), at(stretch), at(stretch + 1), at(stretch + 2)] as const;
  const knots = [0, 0, 0, 0];
  for (let index = 1; index < 4; index++) {
    const [[x0, y0], [x1, y1]] = [points[index - 1] as Point, points[index] as Point];
    // Points at one place would make a stretch of no length.
    knots[index] = (knots[index - 1] as number) + Math.max(1e-6, Math.sqrt(Math.hypot(x1 - x0, y1 - y0)));
  }
  const time = (knots[1] as number) + share * ((knots[2] as number) - (knots[1] as number));
  const mix = (from: Point, to: Point, begin: number, end: number): Point => {
    const part = (time - (knots[begin] as number)) / ((knots[end] as number) - (knots[begin] as number));
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  };
  const [a, b, c] = [
    mix(points[0], points[1], 0, 1),
    mix(points[1], points[2], 1, 2),
    mix(points[2], points[3], 2, 3),
  ];
  return mix(mix(a, b, 0, 2), mix(b, c, 1, 3), 1, 2);
}
