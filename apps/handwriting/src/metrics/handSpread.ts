import type { Written } from '../compose/composeInk.ts';
import { isPlausible } from '../writer/lineToLearn.ts';
import { pathOf, strokesOfPath } from '../writer/penPath.ts';
import { measureHand, type HandMeasures } from './handMeasures.ts';
import { deviationOfHands, meanHand } from './handStatistics.ts';

/** How much hands differ. */
export interface Spread {
  /** of what was measured */
  readonly count: number;
  readonly mean: HandMeasures;
  /** standard deviation */
  readonly deviation: HandMeasures;
}

export function spreadOf(hands: readonly HandMeasures[]): Spread {
  return { count: hands.length, mean: meanHand(hands), deviation: deviationOfHands(hands) };
}

/**
 * Measures of those words that a writer would be trained on, and that tell something: one stray stroke widens a word to
 * many times its width, and says nothing of the hand.
 *
 * @param words in x-heights
 */
export function measureHands(words: readonly Written[]): HandMeasures[] {
  return words.flatMap((word) =>
    word.strokes.length > 0 && isPlausible(word) ? (measureHand(word) ?? []) : [],
  );
}

/** Ink at the points at which a writer is shown it, since what it writes has no others. @param spacing of these */
export function asShown({ strokes, text }: Written, spacing: number): Written {
  return { strokes: strokesOfPath(pathOf(strokes, spacing)), text };
}
