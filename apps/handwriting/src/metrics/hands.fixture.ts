import type { LabelledInk } from '../data/labelledInk.ts';
import type { Stroke } from '../ink.ts';
import { strokeOf } from '../strokes/strokes.fixture.ts';

/** How a made-up hand writes. */
export interface MadeUpHand {
  /** degrees to the right */
  readonly slant: number;
  /** x-heights from one letter to the next */
  readonly width: number;
  /** how far the middle of a stem is to the right of its ends, in x-heights */
  readonly bow: number;
}

const POINTS = 12;

/** A word of small letters without ascenders: a stem for each, from an x-height above the baseline down to it. */
export function stems(text: string, { slant, width, bow }: MadeUpHand): Stroke[] {
  const lean = Math.tan((slant * Math.PI) / 180);
  return Array.from(text).map((_, letter) =>
    strokeOf(
      ...Array.from({ length: POINTS }, (__, point): [number, number] => {
        const down = point / (POINTS - 1);
        return [letter * width + lean * (1 - down) + 4 * bow * down * (1 - down), down - 1];
      }),
    ),
  );
}

/** Writers that differ, each with the same words. */
export function writtenBy(hands: readonly MadeUpHand[], texts: readonly string[]): LabelledInk[] {
  return hands.flatMap((hand, index) =>
    texts.map((text) => ({
      id: `${index}/${text}`,
      strokes: stems(text, hand),
      text,
      category: undefined,
      writer: `writer ${index}`,
    })),
  );
}

export const HANDS: readonly MadeUpHand[] = [
  { slant: -10, width: 0.8, bow: 0.04 },
  { slant: 0, width: 1.2, bow: 0.1 },
  { slant: 12, width: 1, bow: 0.08 },
  { slant: 25, width: 1.5, bow: 0.02 },
];
