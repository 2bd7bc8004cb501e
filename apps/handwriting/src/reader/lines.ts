import type { Stroke } from '../ink.ts';
import { boundsOf, momentsOf } from '../strokes/geometry.ts';

/** A new line begins where the pen goes back by so many letters' heights … */
const BACK = 2;
/** … and down by so much of one. */
const DOWN = 0.8;

/**
 * The lines of a page, in the order of writing: a line begins where the pen goes back to the left and down. What is
 * added to a line that is over, such as a dot, is put to the line that is nearest in height.
 */
export function splitLines(strokes: readonly Stroke[]): Stroke[][] {
  const height = letterHeight(strokes);
  const lines: { strokes: Stroke[]; right: number; middles: number[] }[] = [];
  for (const stroke of strokes) {
    const { left, right, top, bottom } = boundsOf([stroke]);
    const middle = (top + bottom) / 2;
    const line = lines.at(-1);
    const isNew = !line || (left < line.right - BACK * height && middle > mean(line.middles) + DOWN * height);
    if (isNew) {
      lines.push({ strokes: [stroke], right, middles: [middle] });
      continue;
    }
    const nearest = lines.reduce((best, other) =>
      Math.abs(mean(other.middles) - middle) < Math.abs(mean(best.middles) - middle) ? other : best,
    );
    // A letter at the place of writing belongs there, whatever its height.
    const target = left > line.right - BACK * height ? line : nearest;
    target.strokes.push(stroke);
    target.right = Math.max(target.right, right);
    target.middles.push(middle);
  }
  return lines.map((line) => line.strokes);
}

/** About the height of a letter: of single strokes, the median of those that are no dots. */
function letterHeight(strokes: readonly Stroke[]): number {
  const heights = strokes
    .map((stroke) => {
      const { top, bottom } = boundsOf([stroke]);
      return bottom - top;
    })
    .sort((a, b) => a - b);
  const tall = heights.filter((height) => height > 0.2 * (heights.at(-1) ?? 0));
  return tall[Math.floor(tall.length / 2)] ?? (4 * Math.sqrt(momentsOf(strokes).varianceY) || 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
