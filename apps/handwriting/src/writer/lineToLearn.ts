import { composeInk, type Piece, type Written } from '../compose/composeInk.ts';
import type { LinePlan } from '../compose/planLines.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import { Rng } from '@reprise/engine';
import { boundsOf } from '../strokes/geometry.ts';

/** Of a line that was written, in x-heights. */
const LEAST_HEIGHT = 0.6;
const MOST_HEIGHT = 7;
/** Of a pen in the air between two strokes: farther it does not go within a word. */
const MOST_JUMP = 6;
/** Width of a character. */
const LEAST_WIDTH = 0.15;
const MOST_WIDTH = 4.5;

/** What is put on a line: an ink by its place in the list, or a composition. @returns in x-heights from the baseline */
export function layLine(plan: LinePlan, inks: readonly LabelledInk[], rng: Rng): Written {
  const pieces = plan.map((part): Piece => (typeof part === 'number' ? (inks[part] as LabelledInk) : part));
  return composeInk(pieces, rng);
}

/** An ink on a line of its own, always in the same way. @returns in x-heights from the baseline */
export function layInk(ink: LabelledInk): Written {
  return composeInk([ink], Rng.fromSeed(0));
}

/** Stray strokes are left out of all splits: the test of a writer is what a writer should do. */
export function plausibleInks(inks: readonly LabelledInk[]): LabelledInk[] {
  return inks.filter((ink) => isPlausible(layInk(ink)));
}

/**
 * Whether ink looks like what its text says, as far as its box and its jumps tell: corpora have stray strokes, and words
 * whose text is another's. A writer would learn them; a reader is trained on all.
 *
 * @param line in x-heights
 */
export function isPlausible({ strokes, text }: Written): boolean {
  const { left, right, top, bottom } = boundsOf(strokes);
  const height = bottom - top;
  const width = (right - left) / Array.from(text).length;
  if (height < LEAST_HEIGHT || height > MOST_HEIGHT || width > MOST_WIDTH) return false;
  if (width < LEAST_WIDTH && Array.from(text).length > 1) return false;
  return strokes.slice(1).every((stroke, index) => {
    const before = strokes[index] as (typeof strokes)[number];
    const dx = (stroke.x[0] as number) - (before.x.at(-1) as number);
    const dy = (stroke.y[0] as number) - (before.y.at(-1) as number);
    // Back to the beginning of the word for a dot or a bar is as far as it takes.
    return Math.abs(dy) <= MOST_JUMP && dx <= MOST_JUMP && dx >= left - right - 1;
  });
}
