import type { Stroke } from '../ink.ts';
import { resample } from './resample.ts';

/** Between points of the fine curve on which curvature is measured, as a share of the widest spacing. */
const FINE = 0.022;
/** Points of the fine curve over which it is smoothed, to either side: with more, an a becomes a u. */
const SMOOTH = 2;

/** How much closer points are in a curve whose radius is the widest spacing: by the root of one more than this. */
const CLOSER = 5;

/**
 * Points far apart where the pen goes straight and close together in curves, by the root of the radius, so that the
 * straight line between two of them is nowhere farther from the curve than between any others: with as few points,
 * writing stays as legible as it was. Times are not kept.
 *
 * @param widest spacing, on a straight line, in the unit of the ink
 * @param smoothing how far to either side along the ink its points are averaged, as a share of the widest spacing
 */
export function resampleByCurvature(
  strokes: readonly Stroke[],
  widest: number,
  smoothing = SMOOTH * FINE,
): Stroke[] {
  const most = Math.round(smoothing / FINE);
  return resample(strokes, FINE * widest).map((fine) => {
    const smooth = smoothed(fine, most);
    const steps = stepsOf(smooth, widest);
    const total = steps.at(-1) as number;
    const count = Math.round(total);
    const [x, y] = [new Float64Array(count + 1), new Float64Array(count + 1)];
    let segment = 0;
    for (let index = 0; index <= count; index++) {
      const target = count === 0 ? 0 : (total * index) / count;
      while (segment < smooth.x.length - 2 && (steps[segment + 1] as number) < target) segment++;
      const [begin, end] = [steps[segment] as number, steps[segment + 1] ?? total];
      const share = end > begin ? Math.min(1, (target - begin) / (end - begin)) : 0;
      x[index] = between(smooth.x, segment, share);
      y[index] = between(smooth.y, segment, share);
    }
    return { x, y };
  });
}

/** How many steps of the pen lie before each point of a fine curve. */
function stepsOf({ x, y }: Stroke, widest: number): Float64Array {
  const steps = new Float64Array(x.length);
  for (let at = 1; at < x.length; at++) {
    const length = Math.hypot(
      (x[at] as number) - (x[at - 1] as number),
      (y[at] as number) - (y[at - 1] as number),
    );
    steps[at] =
      (steps[at - 1] as number) + (length / widest) * Math.sqrt(1 + CLOSER * widest * curvatureAt(x, y, at));
  }
  return steps;
}

/** Of the turn between the segments beside a point: radians over their mean length. */
function curvatureAt(x: Float64Array, y: Float64Array, at: number): number {
  if (at + 1 >= x.length) return 0;
  const [dx, dy] = [(x[at] as number) - (x[at - 1] as number), (y[at] as number) - (y[at - 1] as number)];
  const [ex, ey] = [(x[at + 1] as number) - (x[at] as number), (y[at + 1] as number) - (y[at] as number)];
  const length = (Math.hypot(dx, dy) + Math.hypot(ex, ey)) / 2;
  return length > 0 ? Math.abs(Math.atan2(dx * ey - dy * ex, dx * ex + dy * ey)) / length : 0;
}

/** A moving mean that leaves the ends where they are: tablets jitter by a point or two. */
function smoothed({ x, y }: Stroke, most: number): Stroke {
  const mean = (list: Float64Array): Float64Array =>
    list.map((_, at) => {
      const reach = Math.min(most, at, list.length - 1 - at);
      let sum = 0;
      for (let near = at - reach; near <= at + reach; near++) sum += list[near] as number;
      return sum / (2 * reach + 1);
    });
  return { x: mean(x), y: mean(y) };
}

function between(list: Float64Array, index: number, share: number): number {
  const from = list[index] as number;
  return from + share * ((list[index + 1] ?? from) - from);
}
