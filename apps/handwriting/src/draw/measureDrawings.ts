import { pointsOf, STEP_SIZE, type Drawing } from './drawing.ts';

/** What offsets of a collection of drawings are like. */
export interface DrawingMeasures {
  /** the standard deviation of all offsets, both axes together, in the unit of the drawings (Ha and Eck 2017) */
  readonly scale: number;
  /** the mean place of the first points, in that unit */
  readonly start: readonly [x: number, y: number];
  /** the median of the drawings' longer sides, in that unit */
  readonly size: number;
}

/** Measures drawings; those of no extent at all count as 1 wide. */
export function measureDrawings(drawings: readonly Drawing[]): DrawingMeasures {
  let [count, sum, squares, startX, startY] = [0, 0, 0, 0, 0];
  for (const { steps } of drawings) {
    startX += steps[0] ?? 0;
    startY += steps[1] ?? 0;
    for (let at = 0; at < steps.length; at++) {
      if (at % STEP_SIZE === 2) continue;
      const value = steps[at] as number;
      count++;
      sum += value;
      squares += value * value;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : squares / count - mean * mean;
  const sides = drawings.map(longerSide).sort((a, b) => a - b);
  const total = Math.max(1, drawings.length);
  return {
    scale: variance > 0 ? Math.sqrt(variance) : 1,
    start: [startX / total, startY / total],
    size: sides[Math.floor(sides.length / 2)] || 1,
  };
}

function longerSide(drawing: Drawing): number {
  const { steps } = drawing;
  let [x, y, left, right, top, bottom] = [0, 0, Infinity, -Infinity, Infinity, -Infinity];
  for (let point = 0; point < pointsOf(drawing); point++) {
    x += steps[STEP_SIZE * point] as number;
    y += steps[STEP_SIZE * point + 1] as number;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return Math.max(0, right - left, bottom - top);
}
