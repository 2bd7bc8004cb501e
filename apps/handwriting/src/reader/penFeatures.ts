import type { Stroke } from '../ink.ts';

/** Numbers that a reader sees of each point; see {@link penFeatures}. */
export const PEN_FEATURES = 19;

/** Half a side of the square around a point whose ink it sees, in the unit of normalised ink. */
const REACH = 0.45;
/** Neighbours in time are no news. */
const NEAR = 8;

/**
 * What a reader sees of ink, point by point, [points, {@link PEN_FEATURES}]. Of each point: the direction of the pen and
 * how it turns; its height on the line; whether a stroke begins or ends here, and how far the pen has jumped; and the
 * other ink around it in three rows and columns, since a word's dots and bars come when the word is over (context
 * bitmaps, Manke et al. 1994).
 *
 * @param strokes normalised, and resampled at `spacing`
 * @param from the point of the first row, where those before are known already: [points - from, {@link PEN_FEATURES}]
 * @param view.bidirectional if not, it sees of the other ink only what was there before, as one who reads while another
 *   writes
 */
export function penFeatures(
  strokes: readonly Stroke[],
  { spacing, bidirectional }: { readonly spacing: number; readonly bidirectional: boolean },
  from = 0,
): Float32Array {
  const count = strokes.reduce((sum, { x }) => sum + x.length, 0);
  const values = new Float32Array(Math.max(0, count - from) * PEN_FEATURES);
  const [xs, ys] = [new Float64Array(count), new Float64Array(count)];
  let row = 0;
  for (const { x, y } of strokes) {
    for (let at = 0; at < x.length; at++) {
      xs[row] = x[at] as number;
      ys[row] = y[at] as number;
      if (row < from) {
        row++;
        continue;
      }
      const own = values.subarray((row - from) * PEN_FEATURES, (row - from + 1) * PEN_FEATURES);
      describeMotion(own, x, y, at, spacing);
      own[6] = y[at] as number;
      if (at === 0) {
        own[7] = 1;
        own[8] = row === 0 ? 0 : Math.tanh((x[0] as number) - (xs[row - 1] as number));
        own[9] = row === 0 ? 0 : Math.tanh((y[0] as number) - (ys[row - 1] as number));
      }
      if (at === x.length - 1) own[5] = 1;
      row++;
    }
  }
  addSurroundings(values, xs, ys, { isCausal: !bidirectional, from });
  return values;
}

/** 0, 1: the step here; 2, 3: cosine and sine of the turn to the next one; 4: the height of the step before. */
function describeMotion(
  own: Float32Array,
  x: Float64Array,
  y: Float64Array,
  at: number,
  spacing: number,
): void {
  const step = (list: Float64Array, to: number): number =>
    to > 0 && to < list.length ? ((list[to] as number) - (list[to - 1] as number)) / spacing : 0;
  const [dx, dy] = [step(x, at), step(y, at)];
  const [nextX, nextY] = [step(x, at + 1), step(y, at + 1)];
  own[0] = at === 0 ? nextX : dx;
  own[1] = at === 0 ? nextY : dy;
  const norm = Math.hypot(dx, dy) * Math.hypot(nextX, nextY);
  own[2] = norm > 0 ? (dx * nextX + dy * nextY) / norm : 1;
  own[3] = norm > 0 ? (dx * nextY - dy * nextX) / norm : 0;
  own[4] = x.length === 1 ? 1 : 0;
}

/** 10 … 18: how much ink of other moments lies in each of nine cells around a point. */
function addSurroundings(
  values: Float32Array,
  xs: Float64Array,
  ys: Float64Array,
  { isCausal, from }: { readonly isCausal: boolean; readonly from: number },
): void {
  const count = xs.length;
  const cell = (2 * REACH) / 3;
  const order = Uint32Array.from(xs, (_, index) => index).sort(
    (a, b) => (xs[a] as number) - (xs[b] as number),
  );
  let first = 0;
  for (const point of order) {
    const [x, y] = [xs[point] as number, ys[point] as number];
    while ((xs[order[first] as number] as number) < x - REACH) first++;
    if (point < from) continue;
    const own = (point - from) * PEN_FEATURES + 10;
    for (let at = first; at < count; at++) {
      const other = order[at] as number;
      if ((xs[other] as number) > x + REACH) break;
      const dy = (ys[other] as number) - y;
      if (Math.abs(dy) >= REACH || Math.abs(other - point) <= NEAR) continue;
      if (isCausal && other > point) continue;
      const column = Math.min(2, Math.floor(((xs[other] as number) - x + REACH) / cell));
      const line = Math.floor((dy + REACH) / cell);
      values[own + 3 * line + column] = (values[own + 3 * line + column] as number) + 1;
    }
    for (let index = own; index < own + 9; index++)
      values[index] = Math.tanh(0.25 * (values[index] as number));
  }
}
