import type { Written } from '../compose/composeInk.ts';
import type { Stroke } from '../ink.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';
import { resampleByCurvature } from '../strokes/resampleByCurvature.ts';
import { zonesOf } from '../strokes/zones.ts';

/** What tells one hand from another, as far as three numbers do. */
export interface HandMeasures {
  /**
   * Degrees that downstrokes lean to the right: the mean angle between the vertical and what goes down, weighted by its
   * length and the squared cosine of the angle, so that what hardly goes down, from letter to letter or across a t,
   * hardly counts. 0 is upright.
   */
  readonly slant: number;
  /** of the word's box, in x-heights a character */
  readonly width: number;
  /** Radians that the pen turns by, left or right, in an x-height of its way on paper. A circle of radius r has 1 / r. */
  readonly curvature: number;
}

export const MEASURES = ['slant', 'width', 'curvature'] as const satisfies readonly (keyof HandMeasures)[];

/** Between points on straight lines, in x-heights. */
const SPACING = 0.25;
/** As a share of that: over what ink is averaged, so that a hand is measured and not the jitter of its tablet. */
const SMOOTHING = 0.5;

/**
 * Measures how a word is written, in x-heights that are its own: neither the unit of its ink matters nor how many points
 * a tablet gave it, since it is measured at points that depend on its shape alone, jitter smoothed away.
 *
 * @param word its strokes level, in any unit
 * @returns undefined for ink without a downstroke, which tells nothing
 */
export function measureHand({ strokes, text }: Written): HandMeasures | undefined {
  if (strokes.length === 0) return undefined;
  const scale = 1 / zonesOf(strokes, text).xHeight;
  const inXHeights = transform(strokes, [scale, 0, 0, scale, 0, 0]);
  const { left, right } = boundsOf(inXHeights);
  const points = resampleByCurvature(inXHeights, SPACING, SMOOTHING);
  const slant = slantOf(points);
  if (slant === undefined) return undefined;
  return { slant, width: (right - left) / Array.from(text).length, curvature: curvatureOf(points) };
}

function slantOf(strokes: readonly Stroke[]): number | undefined {
  let [sum, total] = [0, 0];
  for (const { dx, dy, length } of strokes.flatMap(segmentsOf)) {
    if (dy <= 0) continue;
    const weight = (dy * dy) / length;
    sum += weight * Math.atan2(-dx, dy);
    total += weight;
  }
  return total > 0 ? ((sum / total) * 180) / Math.PI : undefined;
}

function curvatureOf(strokes: readonly Stroke[]): number {
  let [turned, total] = [0, 0];
  for (const stroke of strokes) {
    const segments = segmentsOf(stroke);
    segments.slice(1).forEach((next, index) => {
      const { dx, dy, length } = segments[index] as Segment;
      turned += Math.abs(Math.atan2(dx * next.dy - dy * next.dx, dx * next.dx + dy * next.dy));
      // A turn is that of the halves of the segments beside it: nothing is known of a stroke's very ends.
      total += (length + next.length) / 2;
    });
  }
  return total > 0 ? turned / total : 0;
}

interface Segment {
  readonly dx: number;
  readonly dy: number;
  readonly length: number;
}

/** Between points that differ. */
function segmentsOf({ x, y }: Stroke): Segment[] {
  const segments: Segment[] = [];
  for (let at = 1; at < x.length; at++) {
    const [dx, dy] = [(x[at] as number) - (x[at - 1] as number), (y[at] as number) - (y[at - 1] as number)];
    const length = Math.hypot(dx, dy);
    if (length > 0) segments.push({ dx, dy, length });
  }
  return segments;
}
