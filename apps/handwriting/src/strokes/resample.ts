import type { Stroke } from '../ink.ts';
import { pathLength } from './geometry.ts';

/**
 * Points at equal distances along each stroke, from its first to its last, so that nothing depends on the speed of the
 * pen and of its tablet. Stretches between points are straight; a stroke shorter than half the spacing is one point.
 *
 * @param spacing above 0, in the unit of the ink; stretched or shrunk in each stroke so that its ends are kept
 * @throws RangeError for another spacing
 */
export function resample(strokes: readonly Stroke[], spacing: number): Stroke[] {
  if (!(spacing > 0)) throw new RangeError(`resample: expected a spacing above 0, got ${spacing}.`);
  return strokes.map((stroke) => resampleStroke(stroke, spacing));
}

/**
 * Points at the spacing along each stroke as the pen comes to them, and the end of a stroke where it is half the spacing
 * or farther from the last of them: what {@link resample} is for one who does not know yet how long a stroke becomes.
 *
 * @param spacing above 0, in the unit of the ink
 * @param isOpen the last stroke goes on, so nobody knows its end
 * @throws RangeError for another spacing
 */
export function resampleAhead(strokes: readonly Stroke[], spacing: number, isOpen = false): Stroke[] {
  if (!(spacing > 0)) throw new RangeError(`resampleAhead: expected a spacing above 0, got ${spacing}.`);
  return strokes.map(({ x, y }, index) => {
    const [xs, ys]: [number[], number[]] = [[x[0] as number], [y[0] as number]];
    let left = spacing;
    for (let at = 1; at < x.length; at++) {
      let [fromX, fromY] = [x[at - 1] as number, y[at - 1] as number];
      let length = Math.hypot((x[at] as number) - fromX, (y[at] as number) - fromY);
      while (length >= left) {
        const share = left / length;
        fromX += share * ((x[at] as number) - fromX);
        fromY += share * ((y[at] as number) - fromY);
        xs.push(fromX);
        ys.push(fromY);
        length -= left;
        left = spacing;
      }
      left -= length;
    }
    const isEnded = !isOpen || index < strokes.length - 1;
    if (isEnded && spacing - left >= spacing / 2) {
      xs.push(x.at(-1) as number);
      ys.push(y.at(-1) as number);
    }
    return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
  });
}

/** How many points {@link resample} gives, but for rounding. */
export function countPoints(strokes: readonly Stroke[], spacing: number): number {
  return pathLength(strokes) / spacing + strokes.length;
}

function resampleStroke({ x, y, t }: Stroke, spacing: number): Stroke {
  const along = new Float64Array(x.length);
  for (let at = 1; at < x.length; at++) {
    const step = Math.hypot(
      (x[at] as number) - (x[at - 1] as number),
      (y[at] as number) - (y[at - 1] as number),
    );
    along[at] = (along[at - 1] as number) + step;
  }
  const length = along.at(-1) as number;
  const count = Math.round(length / spacing);
  const lists = [x, y, ...(t ? [t] : [])];
  const made = lists.map(() => new Float64Array(count + 1));
  let segment = 0;
  for (let index = 0; index <= count; index++) {
    const target = count === 0 ? 0 : (length * index) / count;
    while (segment < x.length - 2 && (along[segment + 1] as number) < target) segment++;
    const [begin, end] = [along[segment] as number, along[segment + 1] ?? length];
    const share = end > begin ? Math.min(1, (target - begin) / (end - begin)) : 0;
    lists.forEach((list, part) => {
      const from = list[segment] as number;
      (made[part] as Float64Array)[index] = from + share * ((list[segment + 1] ?? from) - from);
    });
  }
  const [newX, newY, newT] = made as [Float64Array, Float64Array, Float64Array | undefined];
  return { x: newX, y: newY, t: newT };
}
