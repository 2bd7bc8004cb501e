import { valueAt, type Controls } from './bezier.ts';

/** The points of a stroke, no two after each other at one place. */
export interface Trace {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly t?: Float64Array | undefined;
}

/** One curve through a part of a trace. */
export interface CurveFit {
  readonly x: Controls;
  readonly y: Controls;
  readonly t?: Controls | undefined;
  /** the distance of the farthest point from the place on the curve that belongs to it */
  readonly error: number;
  /** the index of that point */
  readonly worst: number;
}

/**
 * What the equations are bent by, as a share of their weight, towards control points at thirds of the way: so few points
 * that any curve goes through them get the straightest of those.
 */
const STRAIGHTEN = 1e-4;
/** If the first fit is off by so many tolerances, moving parameters does not help. */
const HOPELESS = 12;

/**
 * The cubic Bézier curve from one point of a trace to a later one, least in squared distance to those between: linear
 * least squares for the control points, and Newton's steps towards the nearest place on the curve for the parameters of
 * the points, in turns, from parameters in proportion to length (Schneider 1990; Carbune et al. 2020).
 *
 * @param tolerance where the error is no greater, it ends
 * @param rounds most turns
 */
export function fitCurve(
  trace: Trace,
  from: number,
  to: number,
  { tolerance, rounds }: { tolerance: number; rounds: number },
): CurveFit {
  const parameters = alongLength(trace, from, to);
  let best = solve(trace, from, parameters);
  let fit = best;
  for (let round = 0; round < rounds; round++) {
    if (best.error <= tolerance || fit.error > HOPELESS * tolerance) break;
    moveParameters(trace, from, parameters, fit);
    fit = solve(trace, from, parameters);
    if (fit.error < best.error) best = fit;
  }
  return best;
}

/** Shares of the length from one point to another. */
function alongLength({ x, y }: Trace, from: number, to: number): Float64Array {
  const along = new Float64Array(to - from + 1);
  for (let at = 1; at < along.length; at++) {
    const index = from + at;
    const dx = (x[index] as number) - (x[index - 1] as number);
    const dy = (y[index] as number) - (y[index - 1] as number);
    along[at] = (along[at - 1] as number) + Math.hypot(dx, dy);
  }
  const length = along.at(-1) as number;
  return length > 0 ? along.map((at) => at / length) : along;
}

/** Control points by least squares, the end points being the first and the last point. */
function solve({ x, y, t }: Trace, from: number, parameters: Float64Array): CurveFit {
  let [firsts, both, seconds] = [0, 0, 0];
  for (const s of parameters) {
    const [first, second] = [3 * (1 - s) * (1 - s) * s, 3 * (1 - s) * s * s];
    firsts += first * first;
    both += first * second;
    seconds += second * second;
  }
  const bend = STRAIGHTEN * (firsts + seconds) + Number.MIN_VALUE;
  firsts += bend;
  seconds += bend;
  const determinant = firsts * seconds - both * both;
  const controlsOf = (list: Float64Array): Controls => {
    const begin = list[from] as number;
    const end = list[from + parameters.length - 1] as number;
    const straight: Controls = [begin, (2 * begin + end) / 3, (begin + 2 * end) / 3, end];
    let [first, second] = [0, 0];
    // What is solved for is how far the curve is from the straight way, so the bend is towards 0.
    parameters.forEach((s, at) => {
      const rest = (list[from + at] as number) - valueAt(straight, s);
      first += 3 * (1 - s) * (1 - s) * s * rest;
      second += 3 * (1 - s) * s * s * rest;
    });
    if (!(determinant > 0)) return straight;
    return [
      begin,
      straight[1] + (seconds * first - both * second) / determinant,
      straight[2] + (firsts * second - both * first) / determinant,
      end,
    ];
  };
  const curve = { x: controlsOf(x), y: controlsOf(y), t: t && controlsOf(t) };
  let [error, worst] = [0, from];
  parameters.forEach((s, at) => {
    const dx = valueAt(curve.x, s) - (x[from + at] as number);
    const dy = valueAt(curve.y, s) - (y[from + at] as number);
    const distance = Math.hypot(dx, dy);
    if (distance > error) [error, worst] = [distance, from + at];
  });
  return { ...curve, error, worst };
}

/** One step of Newton's for each point between the ends; parameters stay in the order of the points. */
function moveParameters(trace: Trace, from: number, parameters: Float64Array, curve: CurveFit): void {
  for (let at = 1; at < parameters.length - 1; at++) {
    const s = parameters[at] as number;
    const dx = valueAt(curve.x, s) - (trace.x[from + at] as number);
    const dy = valueAt(curve.y, s) - (trace.y[from + at] as number);
    const [vx, vy] = [slopeAt(curve.x, s), slopeAt(curve.y, s)];
    const [ax, ay] = [bendAt(curve.x, s), bendAt(curve.y, s)];
    const slope = dx * vx + dy * vy;
    const bend = vx * vx + vy * vy + dx * ax + dy * ay;
    const moved = bend > 0 ? s - slope / bend : s;
    parameters[at] = Math.min(1, Math.max(moved, parameters[at - 1] as number));
  }
}

/** The first derivative by the parameter. */
function slopeAt([begin, first, second, end]: Controls, s: number): number {
  const r = 1 - s;
  return 3 * (r * r * (first - begin) + 2 * r * s * (second - first) + s * s * (end - second));
}

/** The second derivative by the parameter. */
function bendAt([begin, first, second, end]: Controls, s: number): number {
  return 6 * ((1 - s) * (second - 2 * first + begin) + s * (end - 2 * second + first));
}
