import type { Stroke } from '../ink.ts';
import { boundsOf } from './geometry.ts';

/** Where a written word stands, in the unit of its ink, y downwards. */
export interface Zones {
  /** on which letters without descenders stand */
  readonly baseline: number;
  /** the height of an x above it */
  readonly xHeight: number;
}

const DESCENDERS = /[gjpqyQ,;()]/u;
/** Letters of which many hands let some go below the line. */
const UNSURE = /[fzJZY]/u;
const X_HIGH = /[acemnorsuvwxz]/u;
/** Of what is higher, an x is about this much. */
const X_OF_CAPITAL = 0.62;
/** Of a box that may hold anything. */
const X_OF_BOX = 0.45;

/**
 * Baseline and x-height of a word, from what it says: the word's width is shared out evenly among its characters, and
 * medians are taken of where those that stand on the line end below, and those of x-height above.
 *
 * @param strokes of one word, level
 */
export function zonesOf(strokes: readonly Stroke[], text: string): Zones {
  const { left, top, right, bottom } = boundsOf(strokes);
  const characters = Array.from(text);
  const extents = extentsOf(strokes, left, (right - left) / characters.length || 1, characters.length);
  const [feet, xHeads, tallHeads]: [number[], number[], number[]] = [[], [], []];
  characters.forEach((character, index) => {
    const extent = extents[index];
    if (!extent) return;
    if (!DESCENDERS.test(character) && !UNSURE.test(character)) feet.push(extent.bottom);
    if (X_HIGH.test(character)) xHeads.push(extent.top);
    else if (/[A-Z0-9bdhkl]/u.test(character)) tallHeads.push(extent.top);
  });
  const baseline = median(feet) ?? bottom - 0.3 * (bottom - top);
  const xTop = median(xHeads);
  const tallTop = median(tallHeads);
  const height =
    xTop !== undefined
      ? baseline - xTop
      : tallTop !== undefined
        ? X_OF_CAPITAL * (baseline - tallTop)
        : X_OF_BOX * (bottom - top);
  // Whatever the letters, an x is neither the whole word nor next to nothing of it.
  const whole = bottom - top || 1;
  return { baseline, xHeight: Math.min(Math.max(height, 0.2 * whole), whole) };
}

interface Extent {
  top: number;
  bottom: number;
}

function extentsOf(
  strokes: readonly Stroke[],
  left: number,
  width: number,
  count: number,
): (Extent | undefined)[] {
  const extents = Array.from<Extent | undefined>({ length: count });
  for (const { x, y } of strokes) {
    for (let at = 0; at < x.length; at++) {
      const index = Math.min(count - 1, Math.floor(((x[at] as number) - left) / width));
      const value = y[at] as number;
      const extent = (extents[index] ??= { top: value, bottom: value });
      extent.top = Math.min(extent.top, value);
      extent.bottom = Math.max(extent.bottom, value);
    }
  }
  return extents;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]
    : sorted.length > 0
      ? ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
      : undefined;
}
