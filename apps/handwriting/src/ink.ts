/** From where the pen touches down to where it is lifted. Lists are of one length, at least 1. */
export interface Stroke {
  /** to the right, in the unit of the ink */
  readonly x: Float64Array;
  /** downwards */
  readonly y: Float64Array;
  /** seconds since the pen first touched down, not falling; undefined where nothing is known */
  readonly t?: Float64Array | undefined;
}

/** What a pen wrote or drew. */
export interface Ink {
  readonly id: string;
  readonly strokes: readonly Stroke[];
  /** what it says */
  readonly text?: string | undefined;
  /** who wrote it */
  readonly writer?: string | undefined;
}

export function pointsIn({ strokes }: Pick<Ink, 'strokes'>): number {
  return strokes.reduce((sum, { x }) => sum + x.length, 0);
}
