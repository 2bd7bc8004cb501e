import type { Rng } from '@reprise/engine';
import type { Stroke } from '../ink.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';
import { zonesOf } from '../strokes/zones.ts';
import { drawMark, MARKS } from './marks.ts';

/** Ink and what it says. */
export interface Written {
  readonly strokes: readonly Stroke[];
  readonly text: string;
}

/** What is put on a line: something written, a mark that is drawn by rule, or a space. */
export type Piece = Written | string;

/**
 * Pieces side by side on one baseline, in one size, with gaps as hands leave them: narrow between characters and before
 * marks, wide for a space.
 *
 * @param pieces the first one written; strings are spaces or marks, see `MARKS`
 * @returns strokes in x-heights of the writing, the baseline at y = 0
 * @throws RangeError for a string that is neither
 */
export function composeInk(pieces: readonly Piece[], rng: Rng): Written {
  const strokes: Stroke[] = [];
  let [right, text] = [0, ''];
  let gap = 0;
  let widest = 0;
  // One hand has one habit.
  const habit = rng.fold('gaps').float();
  const slant = 0.3 * (rng.fold('slant').float() - 0.3);
  pieces.forEach((piece, index) => {
    const own = rng.fold(index);
    if (piece === ' ') {
      // Wider than what is left within words, or nobody could tell.
      gap = widest + 0.5 + habit + 0.4 * own.float();
      text += ' ';
      return;
    }
    const isMark = typeof piece === 'string';
    const placed = isMark ? markStrokes(piece, own, slant) : onLine(piece, index === 0 ? undefined : own);
    const { left } = boundsOf(placed);
    const between =
      gap > 0 ? gap : isMark ? 0.1 + 0.3 * own.fold('gap').float() : 0.2 + 0.3 * own.fold('gap').float();
    const shift = index === 0 ? -left : right + between - left;
    const moved = transform(placed, [1, 0, 0, 1, shift, 0]);
    strokes.push(...moved);
    right = boundsOf(moved).right;
    text += isMark ? piece : piece.text;
    gap = 0;
    if (!isMark) widest = widestGap(placed);
  });
  return { strokes, text };
}

/** The widest stretch of x within writing that has no ink. */
function widestGap(strokes: readonly Stroke[]): number {
  const spans = strokes.map((stroke) => boundsOf([stroke])).sort((a, b) => a.left - b.left);
  let [right, widest] = [spans[0]?.left ?? 0, 0];
  for (const span of spans) {
    widest = Math.max(widest, span.left - right);
    right = Math.max(right, span.right);
  }
  return widest;
}

function markStrokes(mark: string, rng: Rng, slant: number): Stroke[] {
  const strokes = drawMark(mark, rng.fold('mark'), slant);
  if (strokes) return strokes;
  throw new RangeError(
    `composeInk: expected a space or one of ${MARKS.join(' ')}, got ${JSON.stringify(mark)}.`,
  );
}

/** In x-heights from the baseline; with a key a little off in place and size, as words are behind others. */
function onLine({ strokes, text }: Written, rng: Rng | undefined): Stroke[] {
  const { baseline, xHeight } = zonesOf(strokes, text);
  const [size, place] = Array.from(rng?.fold('place').normalValues(2) ?? [0, 0], (draw) =>
    Math.max(-2, Math.min(2, draw)),
  ) as [number, number];
  const scale = Math.exp(0.06 * size) / xHeight;
  return transform(strokes, [scale, 0, 0, scale, 0, -baseline * scale + 0.08 * place]);
}
