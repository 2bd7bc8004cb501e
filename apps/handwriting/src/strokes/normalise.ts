import type { Stroke } from '../ink.ts';
import { boundsOf, momentsOf, transform } from './geometry.ts';

/** A line is level if it is so much wider than high; of what is shorter, the slope is that of the letters. */
const LEVELLED_FROM = 3;
/** Letters are so much longer than wide, at least; what is not is dashes and dots, which tell no size by their height. */
const LETTERS_FROM = 2;
const FLATTEST = 0.05;

/**
 * Brings ink to a size and a place of its own: level where it is long enough to tell, the mean of its y at 0, its
 * beginning at x = 0, and so large that the standard deviation of y along the pen's way is a quarter, which makes
 * letters with ascenders about 1 high. Dashes and dots are measured by their width.
 */
export function normalise(strokes: readonly Stroke[]): Stroke[] {
  const level = levelled(strokes);
  const { length, meanY, varianceY } = momentsOf(level);
  const { left, right } = boundsOf(level);
  const width = right - left;
  const least = length < LETTERS_FROM * width ? FLATTEST * width : 0;
  const size = Math.max(4 * Math.sqrt(varianceY), least) || 1;
  const scale = 1 / size;
  return transform(level, [scale, 0, 0, scale, -left * scale, -meanY * scale]);
}

function levelled(strokes: readonly Stroke[]): readonly Stroke[] {
  const { varianceX, varianceY, covariance } = momentsOf(strokes);
  if (varianceX < LEVELLED_FROM ** 2 * varianceY || varianceX === 0) return strokes;
  // A shear, not a turn: stems of letters keep their slant.
  return transform(strokes, [1, -covariance / varianceX, 0, 1, 0, 0]);
}
