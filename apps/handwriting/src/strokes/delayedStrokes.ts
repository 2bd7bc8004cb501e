import type { Stroke } from '../ink.ts';
import { boundsOf, type Bounds } from './geometry.ts';

/** So far must the pen have gone back to the left: about a letter's half. */
const BACK = 0.3;
/** How far the middle of a delayed stroke may lie beside the stroke that it belongs to: hands set dots late. */
const BESIDE = 0.3;
/** How far over or under it. */
const APART = 0.6;
/** Dots and bars are no larger; what is wider is an underline, what is higher is a letter. */
const WIDEST = 1.5;
const HIGHEST = 0.8;

/**
 * Moves strokes that were added later, dots and bars, right behind the stroke over or under which they lie, so that
 * those who read from left to right meet them with their letters. Jaeger et al. (2001), and Graves et al. (2009) after
 * them, take such strokes out and leave a mark at the points below; here the ink is kept and its order changed.
 *
 * A stroke is delayed if it is small, begins left of the rightmost point of all strokes before it by more than 0.3,
 * ends no further right than that point, and lies over, under or across a stroke before it that is not delayed itself.
 * Of several, that counts whose extent along the line is nearest to the delayed stroke's middle, then that which is
 * nearest in height, then the latest. Strokes delayed for the same stroke, and all others, keep their order.
 *
 * @param strokes of one line written from left to right, about 1 high as `normalise` makes it; dots of a hand that
 * leans find their letters better after `upright`
 * @returns the same strokes, in another order
 */
export function orderDelayed(strokes: readonly Stroke[]): Stroke[] {
  const boxes = strokes.map((stroke) => boundsOf([stroke]));
  /** For each stroke that stays, itself and what was delayed for it. */
  const groups = new Map<number, number[]>();
  let front = -Infinity;
  boxes.forEach((box, index) => {
    const begin = strokes[index]?.x[0] as number;
    const isBehind = begin < front - BACK && box.right <= front;
    const isSmall = box.right - box.left <= WIDEST && box.bottom - box.top <= HIGHEST;
    const host = isBehind && isSmall ? hostOf(box, [...groups.keys()], boxes) : undefined;
    if (host === undefined) groups.set(index, [index]);
    else groups.get(host)?.push(index);
    front = Math.max(front, box.right);
  });
  return [...groups.values()].flat().map((index) => strokes[index] as Stroke);
}

/** The stroke over or under which a small one lies, if there is any. */
function hostOf(box: Bounds, hosts: readonly number[], boxes: readonly Bounds[]): number | undefined {
  const middle = (box.left + box.right) / 2;
  let best: { host: number; beside: number; apart: number } | undefined;
  for (const host of hosts) {
    const { left, right, top, bottom } = boxes[host] as Bounds;
    const beside = Math.max(0, left - middle, middle - right);
    const apart = Math.max(0, top - box.bottom, box.top - bottom);
    if (beside > BESIDE || apart > APART) continue;
    const isWorse = best && (beside > best.beside || (beside === best.beside && apart > best.apart));
    if (!isWorse) best = { host, beside, apart };
  }
  return best?.host;
}
