import { inkFromRows, toStroke3 } from '../files/stroke3.ts';
import type { Ink } from '../ink.ts';
import type { PenStep } from '@reprise/core';

/** Ink as a network learns it: where the pen went, step by step. */
export interface Drawing {
  readonly id: string;
  /** [points, 3], in the unit of its file: dx and dy since the point before, and 1 where the pen is lifted after it */
  readonly steps: Float32Array;
}

/** Numbers in {@link Drawing.steps} for each point. */
export const STEP_SIZE = 3;

export function pointsOf({ steps }: Pick<Drawing, 'steps'>): number {
  return steps.length / STEP_SIZE;
}

export function drawingOf({ id, strokes }: Pick<Ink, 'id' | 'strokes'>): Drawing {
  return { id, steps: Float32Array.from(toStroke3({ strokes }).flat()) };
}

/**
 * The ink that steps of a pen leave; one that says that the drawing is over leaves none.
 * @param scale that offsets are multiplied by
 * @throws InputError of no steps but that
 */
export function inkOf(steps: readonly PenStep[], { id, scale }: { id: string; scale: number }): Ink {
  const rows = steps
    .filter(({ pen }) => pen !== 2)
    .map(({ dx, dy, pen }) => [scale * dx, scale * dy, pen === 1 ? 1 : 0]);
  return inkFromRows(rows, { id }, id);
}
