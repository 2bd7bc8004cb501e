import type { PenStep } from '@reprise/core';

/** What a network reads before it says each step. */
export const STEP_FEATURES = 9;

/** Offsets, of standard deviation 1, add up to places some times as far; networks like both of one size. */
const PLACE_UNIT = 4;

/** Follows a pen from the start of a drawing on. */
export interface PenTrack {
  /** Takes the next step, of offsets that are scaled to a standard deviation of 1. */
  follow(step: PenStep): void;
  /**
   * Writes the {@link STEP_FEATURES} of the last step: the offset; the pen goes on, is lifted, has ended, of which one is
   * 1; where the pen is, seen from the first point of the drawing, and from that of the stroke. Before the first step
   * they are those of a pen that goes on and has not moved.
   */
  write(values: Float32Array, at: number): void;
}

/**
 * Sketch-rnn reads the first five numbers of a step and has to add up offsets to know where it is. Places are functions
 * of the steps before: the likelihood of a drawing means the same with and without them.
 */
export function penTrack(): PenTrack {
  let last: PenStep = { dx: 0, dy: 0, pen: 0 };
  let [x, y, strokeX, strokeY] = [0, 0, 0, 0];
  let [isFirst, isNewStroke] = [true, true];
  return {
    follow(step) {
      // The first offset only says where the paper lies.
      if (!isFirst) [x, y] = [x + step.dx, y + step.dy];
      if (isNewStroke) [strokeX, strokeY] = [x, y];
      [isFirst, isNewStroke, last] = [false, step.pen === 1, step];
    },
    write(values, at) {
      values[at] = last.dx;
      values[at + 1] = last.dy;
      values[at + 2 + last.pen] = 1;
      values[at + 5] = x / PLACE_UNIT;
      values[at + 6] = y / PLACE_UNIT;
      values[at + 7] = (x - strokeX) / PLACE_UNIT;
      values[at + 8] = (y - strokeY) / PLACE_UNIT;
    },
  };
}
