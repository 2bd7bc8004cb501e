import type { Stroke } from '../ink.ts';

/** Values of one coordinate at the two end points and, between them, the two control points. */
export type Controls = readonly [begin: number, first: number, second: number, end: number];

/** A cubic Bézier curve: a part of a stroke, or the straight way of the lifted pen from one stroke to the next. */
export interface BezierCurve {
  readonly x: Controls;
  readonly y: Controls;
  /** seconds, a cubic in the curve's parameter as x and y are; undefined where nothing is known */
  readonly t?: Controls | undefined;
  readonly penUp: boolean;
}

/** A coordinate at a parameter from 0, the beginning, to 1, the end. */
export function valueAt([begin, first, second, end]: Controls, s: number): number {
  const r = 1 - s;
  return r * r * (r * begin + 3 * s * first) + s * s * (3 * r * second + s * end);
}

/**
 * Strokes along curves. Curves that follow each other with the pen down make one stroke, and a curve of no extent a dot.
 * @param samples points for each curve, at equal steps of its parameter; where curves meet is one point
 * @throws RangeError of samples that are no whole number from 1
 */
export function strokesOfBeziers(curves: readonly BezierCurve[], samples = 8): Stroke[] {
  if (!Number.isInteger(samples) || samples < 1)
    throw new RangeError(`strokesOfBeziers: expected a whole number of samples from 1, got ${samples}.`);
  const chains: BezierCurve[][] = [];
  let isDown = false;
  for (const curve of curves) {
    if (!curve.penUp) {
      if (isDown) chains.at(-1)?.push(curve);
      else chains.push([curve]);
    }
    isDown = !curve.penUp;
  }
  return chains.map((chain) => strokeOfChain(chain, samples));
}

function strokeOfChain(chain: readonly BezierCurve[], samples: number): Stroke {
  const list = (parts: readonly Controls[]): Float64Array => {
    const values = new Float64Array(parts.length * samples + 1);
    values[0] = (parts[0] as Controls)[0];
    parts.forEach((controls, part) => {
      for (let step = 1; step <= samples; step++)
        values[part * samples + step] = valueAt(controls, step / samples);
    });
    return values;
  };
  const [x, y] = [list(chain.map((curve) => curve.x)), list(chain.map((curve) => curve.y))];
  const times = chain.flatMap(({ t }) => (t ? [t] : []));
  const t = times.length === chain.length ? list(times) : undefined;
  // Least squares may let a clock run back a little between two points.
  t?.forEach((at, index) => (t[index] = Math.max(at, t[index - 1] ?? at)));
  const isDot = x.every((at) => at === x[0]) && y.every((at) => at === y[0]);
  return isDot ? { x: x.slice(0, 1), y: y.slice(0, 1), t: t?.slice(0, 1) } : { x, y, t };
}
