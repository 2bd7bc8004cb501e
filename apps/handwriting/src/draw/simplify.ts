import type { Stroke } from '../ink.ts';

/**
 * Strokes with as few of their points as leave no point further than `tolerance` from the line that is left (Ramer 1972;
 * Douglas and Peucker 1973). First and last points stay; times go with their points.
 * @param tolerance in the unit of the ink, 0 or more
 */
export function simplifyStrokes(strokes: readonly Stroke[], tolerance: number): Stroke[] {
  return strokes.map((stroke) => {
    const kept = keptPoints(stroke, tolerance);
    const choose = (list: Float64Array): Float64Array => list.filter((_, index) => kept[index] === 1);
    return { x: choose(stroke.x), y: choose(stroke.y), t: stroke.t && choose(stroke.t) };
  });
}

/** 1 for each point that is kept. */
function keptPoints({ x, y }: Stroke, tolerance: number): Uint8Array {
  const kept = new Uint8Array(x.length);
  kept[0] = 1;
  kept[x.length - 1] = 1;
  // Not by recursion, whose depth a stroke of many points could exhaust.
  const spans: [from: number, to: number][] = [[0, x.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let [furthest, distance] = [-1, tolerance];
    for (let at = from + 1; at < to; at++) {
      const away = distanceToSegment({ x, y }, at, from, to);
      if (away > distance) [furthest, distance] = [at, away];
    }
    if (furthest < 0) continue;
    kept[furthest] = 1;
    spans.push([from, furthest], [furthest, to]);
  }
  return kept;
}

function distanceToSegment({ x, y }: Stroke, at: number, from: number, to: number): number {
  const [fromX, fromY] = [x[from] as number, y[from] as number];
  const [alongX, alongY] = [(x[to] as number) - fromX, (y[to] as number) - fromY];
  const [awayX, awayY] = [(x[at] as number) - fromX, (y[at] as number) - fromY];
  const squared = alongX * alongX + alongY * alongY;
  const share = squared > 0 ? Math.max(0, Math.min(1, (awayX * alongX + awayY * alongY) / squared)) : 0;
  return Math.hypot(awayX - share * alongX, awayY - share * alongY);
}
