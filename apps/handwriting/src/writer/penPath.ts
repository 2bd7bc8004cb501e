import type { Stroke } from '../ink.ts';
import { resampleByCurvature } from '../strokes/resampleByCurvature.ts';

/**
 * Numbers of a step as a network takes it: how far to the right and down, in {@link STEP}s; whether the pen is lifted
 * there; and how far below the baseline it is then, in x-heights.
 */
export const STEP_INPUTS = 4;

/** Numbers of a step as a network is asked for it, stroke-5: the offset in {@link STEP}s, and one of down, up and end. */
export const STEP_TARGETS = 5;

/** About the standard deviation of offsets, in x-heights. */
export const STEP = 0.4;

/** Steps of the pen over one line of text. */
export interface PenPath {
  /** [steps, 3]: dx and dy in x-heights, since the last point, the first since the beginning of the baseline; pen up */
  readonly offsets: Float32Array;
}

/**
 * @param strokes in x-heights, the line beginning at x = 0, its baseline at y = 0
 * @param spacing the widest between points, in x-heights
 */
export function pathOf(strokes: readonly Stroke[], spacing: number): PenPath {
  const points = resampleByCurvature(strokes, spacing);
  const count = points.reduce((sum, { x }) => sum + x.length, 0);
  const offsets = new Float32Array(3 * count);
  let [lastX, lastY, row] = [0, 0, 0];
  for (const { x, y } of points) {
    for (let at = 0; at < x.length; at++) {
      offsets[3 * row] = (x[at] as number) - lastX;
      offsets[3 * row + 1] = (y[at] as number) - lastY;
      offsets[3 * row + 2] = at === x.length - 1 ? 1 : 0;
      [lastX, lastY] = [x[at] as number, y[at] as number];
      row++;
    }
  }
  return { offsets };
}

/** Strokes of steps, as {@link pathOf} takes them. A stroke that is not ended ends with the steps. */
export function strokesOfPath({ offsets }: PenPath): Stroke[] {
  const strokes: Stroke[] = [];
  let [x, y] = [0, 0];
  let [xs, ys]: [number[], number[]] = [[], []];
  for (let at = 0; at < offsets.length; at += 3) {
    x += offsets[at] as number;
    y += offsets[at + 1] as number;
    xs.push(x);
    ys.push(y);
    if (offsets[at + 2] === 1 || at + 3 >= offsets.length) {
      strokes.push({ x: Float64Array.from(xs), y: Float64Array.from(ys) });
      [xs, ys] = [[], []];
    }
  }
  return strokes;
}

/** Writes what a network is told of a step into `inputs`, at `row`. @param below the baseline, in x-heights */
export function setInput(
  inputs: Float32Array,
  row: number,
  {
    dx,
    dy,
    lifts,
    below,
  }: { readonly dx: number; readonly dy: number; readonly lifts: number; readonly below: number },
): void {
  inputs.set([dx / STEP, dy / STEP, lifts, below], row * STEP_INPUTS);
}

/**
 * What a network is told before each step, and asked for at it: [steps + 1, {@link STEP_INPUTS}] and
 * [steps + 1, {@link STEP_TARGETS}]. It begins on the baseline with the pen up, and the last target is the end.
 */
export function inputsAndTargets({ offsets }: PenPath): {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
} {
  const count = offsets.length / 3;
  const inputs = new Float32Array((count + 1) * STEP_INPUTS);
  const targets = new Float32Array((count + 1) * STEP_TARGETS);
  setInput(inputs, 0, { dx: 0, dy: 0, lifts: 1, below: 0 });
  let below = 0;
  for (let row = 0; row < count; row++) {
    const [dx, dy, lifts] = offsets.subarray(3 * row, 3 * row + 3) as unknown as [number, number, number];
    targets.set([dx / STEP, dy / STEP, 1 - lifts, lifts, 0], row * STEP_TARGETS);
    below += dy;
    setInput(inputs, row + 1, { dx, dy, lifts, below });
  }
  targets.set([0, 0, 0, 0, 1], count * STEP_TARGETS);
  return { inputs, targets };
}
