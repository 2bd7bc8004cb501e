import type { Ink, Stroke } from '../ink.ts';

/** When a pen draws a stroke. */
export interface StrokeTimes {
  /** seconds since the first touch, one for each point, not falling */
  readonly times: Float64Array;
  /** how much of the stroke's length is drawn at each point, from 0 to 1; all 0 of a dot */
  readonly drawn: Float64Array;
}

/** Where no times are known: heights of the ink that a pen runs in a second, and twice that in the air. */
const HEIGHTS_PER_SECOND = 5;
const AIR_SPEED = 2;
/** A long flat ink counts as this part of its width high. */
const FLATTEST = 1 / 20;
/** Seconds between two inks, and those that a dot takes. */
const PAUSE = 0.3;
const DOT = 0.05;

/**
 * When a pen draws each stroke of each ink, one ink after the other: in its own time where that is known, else at
 * constant speed.
 */
export function penSchedule(inks: readonly Ink[]): StrokeTimes[][] {
  let start = 0;
  return inks.map(({ strokes }) => {
    const drawn = strokes.map(lengthsOf);
    const times = ownTimes(strokes) ?? steadyTimes(strokes);
    const moved = times.map((values) => values.map((time) => start + time));
    start = (moved.at(-1)?.at(-1) ?? start) + PAUSE;
    return moved.map((values, index): StrokeTimes => ({
      times: values,
      drawn: share(drawn[index] ?? new Float64Array(values.length)),
    }));
  });
}

function ownTimes(strokes: readonly Stroke[]): Float64Array[] | undefined {
  const first = strokes[0]?.t?.[0];
  const last = strokes.at(-1)?.t?.at(-1);
  if (first === undefined || last === undefined || last <= first) return undefined;
  const times = strokes.map(({ t }) => t?.map((time) => time - first));
  return times.every((values) => values !== undefined) ? times : undefined;
}

function steadyTimes(strokes: readonly Stroke[]): Float64Array[] {
  const { width, height } = sizeOf(strokes);
  const speed = HEIGHTS_PER_SECOND * (Math.max(height, FLATTEST * width) || 1);
  let time = 0;
  return strokes.map((stroke, index) => {
    const before = strokes[index - 1];
    if (before !== undefined) {
      const [dx, dy] = [
        (stroke.x[0] ?? 0) - (before.x.at(-1) ?? 0),
        (stroke.y[0] ?? 0) - (before.y.at(-1) ?? 0),
      ];
      time += Math.hypot(dx, dy) / (AIR_SPEED * speed);
    }
    const lengths = lengthsOf(stroke);
    const start = time;
    time += Math.max(DOT, (lengths.at(-1) ?? 0) / speed);
    return lengths.map((length) => start + length / speed);
  });
}

/** From the first point to each along the stroke, in the unit of the ink. */
function lengthsOf({ x, y }: Stroke): Float64Array {
  let length = 0;
  return x.map((at, index) => {
    const back = Math.max(0, index - 1);
    length += Math.hypot(at - (x[back] ?? 0), (y[index] ?? 0) - (y[back] ?? 0));
    return length;
  });
}

function share(lengths: Float64Array): Float64Array {
  const all = lengths.at(-1) ?? 0;
  return all === 0 ? lengths : lengths.map((length) => length / all);
}

function sizeOf(strokes: readonly Stroke[]): { width: number; height: number } {
  const range = (axis: 'x' | 'y') => {
    let [low, high] = [Infinity, -Infinity];
    for (const stroke of strokes) {
      for (const at of stroke[axis]) [low, high] = [Math.min(low, at), Math.max(high, at)];
    }
    return high - low;
  };
  return { width: range('x'), height: range('y') };
}
