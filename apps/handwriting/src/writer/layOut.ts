import type { Stroke } from '../ink.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';
import { smooth } from '../strokes/smooth.ts';
import { strokesOfPath, type PenPath } from './penPath.ts';

/** A word to put on a page. */
export interface PlacedWord {
  readonly path: PenPath;
  /** whether a line begins with it, whatever room there is on the last one */
  readonly breaks: boolean;
  /** whether it goes on with the word before, without a space */
  readonly joins: boolean;
}

export interface PageOptions {
  /** of a line, in x-heights */
  readonly lineWidth: number;
  /** from one baseline to the next, in x-heights */
  readonly lineHeight: number;
}

/** Between words, in x-heights. */
const SPACE = 1;
const JOINT = 0.2;

/** What a step of the pen takes on paper, and in the air for each x-height, in seconds: about two letters a second. */
const STEP_SECONDS = 0.028;
const LIFT_SECONDS = 0.06;
const AIR_SECONDS = 0.04;

/**
 * Words on lines, broken where they are full, in x-heights; the first baseline is y = 0. Curves are smooth, and times
 * are those of a pen that takes as long for each step of the network.
 */
export function layOut(words: readonly PlacedWord[], { lineWidth, lineHeight }: PageOptions): Stroke[] {
  const page: Stroke[] = [];
  let [right, baseline] = [0, 0];
  words.forEach(({ path, breaks, joins }, index) => {
    const strokes = strokesOfPath(path);
    if (strokes.length === 0) return;
    const { left, right: end } = boundsOf(strokes);
    const gap = right === 0 ? 0 : joins ? JOINT : SPACE;
    const isFull = right > 0 && !joins && right + gap + end - left > lineWidth;
    if (index > 0 && (breaks || isFull)) {
      baseline += lineHeight;
      right = 0;
    }
    const from = right === 0 ? 0 : right + gap;
    page.push(...transform(strokes, [1, 0, 0, 1, from - left, baseline]));
    right = from + end - left;
  });
  return smooth(timed(page));
}

function timed(strokes: readonly Stroke[]): Stroke[] {
  let time = 0;
  return strokes.map(({ x, y }, index) => {
    const before = strokes[index - 1];
    if (before) {
      const way = Math.hypot(
        (x[0] as number) - (before.x.at(-1) as number),
        (y[0] as number) - (before.y.at(-1) as number),
      );
      time += LIFT_SECONDS + AIR_SECONDS * Math.sqrt(way);
    }
    const start = time;
    time += STEP_SECONDS * (x.length - 1);
    return { x, y, t: x.map((_, at) => start + STEP_SECONDS * at) };
  });
}
