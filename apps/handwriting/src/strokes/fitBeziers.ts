import type { Stroke } from '../ink.ts';
import type { BezierCurve, Controls } from './bezier.ts';
import { fitCurve, type CurveFit, type Trace } from './fitCurve.ts';
import { pathLength } from './geometry.ts';

export interface FitOptions {
  /** how far a stroke may be from its curves, in the unit of the ink; 0.02 of ink about 1 high */
  readonly tolerance?: number;
  /** most turns of least squares and of moving parameters for one curve */
  readonly rounds?: number;
}

/** Between points that are set on straight stretches, in tolerances. */
const SPACING = 2;
/** More points than this need not be set on one stroke. */
const MOST_SET = 5000;
/** A curve's ends must be so far apart, as a share of its reach from its beginning: one that closes has no direction. */
const OPEN = 0.5;
/** A control point farther from its end point than so many lengths of the way between the ends is a loop in hiding. */
const LONGEST_HANDLE = 3;
/** Pieces of more points are cut no nearer to their ends than an eighth, so that the work grows as n log n. */
const LONG = 256;

/**
 * Strokes as chains of cubic Bézier curves, as in Carbune et al. (2020), section 2.2.2: each curve by least squares
 * with moving parameters; where it is farther from the stroke than the tolerance, or its ends nearly meet, the stroke
 * is cut, at the farthest point, and both parts are fitted. Curves begin and end in points of the stroke, the one where
 * the other ends. Between strokes a straight curve leads, with the pen up. A dot is one curve of no extent.
 *
 * The stroke is what straight lines between its points draw: on long ones further points are set.
 *
 * @throws RangeError of a tolerance not above 0
 */
export function fitBeziers(
  strokes: readonly Stroke[],
  { tolerance = 0.02, rounds = 6 }: FitOptions = {},
): BezierCurve[] {
  if (!(tolerance > 0)) throw new RangeError(`fitBeziers: expected a tolerance above 0, got ${tolerance}.`);
  const curves: BezierCurve[] = [];
  for (const stroke of strokes) {
    const trace = traceOf(stroke, Math.max(SPACING * tolerance, pathLength([stroke]) / MOST_SET));
    const fits = fitTrace(trace, { tolerance, rounds });
    const [last, next] = [curves.at(-1), fits[0] as CurveFit];
    if (last)
      curves.push({
        x: straight(last.x[3], next.x[0]),
        y: straight(last.y[3], next.y[0]),
        t: last.t && next.t && straight(last.t[3], next.t[0]),
        penUp: true,
      });
    curves.push(...fits.map(({ x, y, t }) => ({ x, y, t, penUp: false })));
  }
  return curves;
}

function fitTrace(trace: Trace, options: Required<FitOptions>): CurveFit[] {
  const fits: CurveFit[] = [];
  const pieces: [from: number, to: number][] = [[0, trace.x.length - 1]];
  for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
    const [from, to] = piece;
    const fit = fitCurve(trace, from, to, options);
    const cut = to - from > 1 ? cutOf(trace, piece, fit, options.tolerance) : undefined;
    if (cut === undefined) fits.push(fit);
    else pieces.push([cut, to], [from, cut]);
  }
  return fits;
}

/** Where a piece must be cut; undefined where its curve will do. */
function cutOf(
  { x, y }: Trace,
  [from, to]: readonly [number, number],
  fit: CurveFit,
  tolerance: number,
): number | undefined {
  const away = (index: number): number =>
    Math.hypot((x[index] as number) - (x[from] as number), (y[index] as number) - (y[from] as number));
  let farthest = from;
  for (let index = from; index <= to; index++) if (away(index) > away(farthest)) farthest = index;
  const [reach, way] = [away(farthest), away(to)];
  const isClosing = way < OPEN * reach && reach > tolerance;
  const handle = Math.max(
    Math.hypot(fit.x[1] - fit.x[0], fit.y[1] - fit.y[0]),
    Math.hypot(fit.x[3] - fit.x[2], fit.y[3] - fit.y[2]),
  );
  const isLooping = handle > LONGEST_HANDLE * way && handle > tolerance;
  if (fit.error <= tolerance && !isClosing && !isLooping) return undefined;
  const cut = isClosing ? farthest : fit.error > 0 ? fit.worst : Math.floor((from + to) / 2);
  const margin = to - from > LONG ? Math.floor((to - from) / 8) : 1;
  return Math.min(to - margin, Math.max(from + margin, cut));
}

/** The points of a stroke but those where the pen rested, and points between those that are far apart. */
function traceOf({ x, y, t }: Stroke, spacing: number): Trace {
  const lists = [x, y, ...(t ? [t] : [])];
  const made = lists.map((list) => [list[0] as number]);
  for (let at = 1; at < x.length; at++) {
    const dx = (x[at] as number) - (x[at - 1] as number);
    const dy = (y[at] as number) - (y[at - 1] as number);
    const steps = Math.ceil(Math.hypot(dx, dy) / spacing);
    lists.forEach((list, part) => {
      const [from, to] = [list[at - 1] as number, list[at] as number];
      for (let step = 1; step <= steps; step++)
        made[part]?.push(step === steps ? to : from + ((to - from) * step) / steps);
    });
  }
  const [newX, newY, newT] = made.map((list) => Float64Array.from(list));
  return { x: newX as Float64Array, y: newY as Float64Array, t: newT };
}

function straight(begin: number, end: number): Controls {
  return [begin, (2 * begin + end) / 3, (begin + 2 * end) / 3, end];
}
