import type { Stroke } from '../ink.ts';

/** A rectangle of the heat map: neighbouring points that look equally hard at a character. */
export interface WeightRun {
  readonly character: number;
  /** the first point, and the first one behind */
  readonly from: number;
  readonly to: number;
  /** of the greatest weight, above 0 */
  readonly part: number;
}

/** A point of the ink in a line of one colour. */
export interface InkRunPoint {
  readonly x: number;
  readonly y: number;
  /** its number among all points */
  readonly point: number;
  /** of points on one line */
  readonly run: number;
  readonly character: number;
}

/** More shades than an eye tells apart. */
const SHADES = 40;

/** @throws RangeError unless there are characters, points, and a weight of at least 0 for each of both */
export function checkWeights(
  characters: readonly string[],
  weights: readonly ArrayLike<number>[],
  points: number,
): void {
  if (characters.length === 0 || points === 0 || weights.length !== points) {
    throw new RangeError(
      `attentionPicture: expected characters and a row of weights for each point, got ${characters.length} characters, ${weights.length} rows for ${points} points`,
    );
  }
  let most = 0;
  for (const [point, row] of weights.entries()) {
    const values = Array.from(row);
    if (values.length !== characters.length || !values.every((value) => value >= 0 && value < Infinity)) {
      throw new RangeError(
        `attentionPicture: expected ${characters.length} weights of at least 0 at each point, got ${values.join(', ')} at point ${point + 1}`,
      );
    }
    most = Math.max(most, ...values);
  }
  if (most === 0) throw new RangeError('attentionPicture: expected weights above 0, got none');
}

/** Which character has the most weight. */
export function strongest(row: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < row.length; index++) {
    if ((row[index] ?? 0) > (row[best] ?? 0)) best = index;
  }
  return best;
}

/** Where a character has the most weight for the first time, in the order of the points. */
export function firstLooks(looks: readonly number[]): { point: number; character: number }[] {
  const seen = new Set<number>();
  return looks.flatMap((character, point) => {
    if (seen.has(character)) return [];
    seen.add(character);
    return [{ point, character }];
  });
}

/** The heat map as few rectangles: equal shades side by side are one, and white is left out. */
export function weightRuns(weights: readonly ArrayLike<number>[], characters: number): WeightRun[] {
  const most = weights.reduce((high, row) => Math.max(high, ...Array.from(row)), 0);
  const shadeAt = (point: number, character: number) =>
    Math.round((SHADES * (weights[point]?.[character] ?? 0)) / most);
  const runs: WeightRun[] = [];
  for (let character = 0; character < characters; character++) {
    for (let from = 0; from < weights.length;) {
      const shade = shadeAt(from, character);
      let to = from + 1;
      while (to < weights.length && shadeAt(to, character) === shade) to += 1;
      if (shade > 0) runs.push({ character, from, to, part: shade / SHADES });
      from = to;
    }
  }
  return runs;
}

/**
 * The points of the ink as lines of one colour: a line ends with its stroke and where the network turns to another
 * character; then it shares that point with the next one, so that no gap shows.
 */
export function inkRuns(strokes: readonly Stroke[], looks: readonly number[]): InkRunPoint[] {
  const points: InkRunPoint[] = [];
  let [point, run] = [0, -1];
  for (const { x, y } of strokes) {
    for (let at = 0; at < x.length; at++, point++) {
      const character = looks[point] ?? 0;
      const place = { x: x[at] ?? 0, y: y[at] ?? 0, point };
      const before = at === 0 ? undefined : looks[point - 1];
      if (before !== undefined && before !== character) points.push({ ...place, run, character: before });
      if (before !== character) run += 1;
      points.push({ ...place, run, character });
    }
  }
  return points;
}
