/** A line of handwriting as a network sees it: one row of text, nothing but ink on paper. */
export interface LineImage {
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** row by row, `width * height` of them: 0 is paper, 255 is ink */
  readonly pixels: Uint8Array;
}

/** A picture as a camera or a scanner gives it. */
export interface GreyImage {
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** brightness row by row, `width * height` of them: 0 is black, 255 is white */
  readonly pixels: Uint8Array;
}

/** A line is never wider than this many times its height; flatter ink is drawn lower than the line is high. */
export const MOST_ASPECT = 64;

/** Pixels that a line of this height leaves free above and below its ink, and on both sides. */
export function marginOf(height: number): number {
  return Math.max(1, Math.round(height / 12));
}
