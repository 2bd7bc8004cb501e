import { STEPS_PER_QUARTER, type Meter } from '../score.ts';

/** Quarters of a bar that are told apart; those of longer bars share the last one. */
const QUARTERS = 4;

/** Steps before the end from which on it is in sight: a bar, and a phrase of two. */
const ENDS = [16, 32];

const BAR_SIZE = STEPS_PER_QUARTER + QUARTERS + 2;
/** Numbers that say where in its bar, and how near the end a step is. */
export const POSITION_SIZE = BAR_SIZE + ENDS.length;

/**
 * Where each of so many steps is, [steps, POSITION_SIZE]: the sixteenth and the quarter of its bar, the kind of bar, and
 * how near the end is, 1 for the last step, 0 where it is not in sight.
 */
export function barPositions(
  steps: number,
  { meter, upbeat }: { readonly meter: Meter; readonly upbeat: number },
): Float32Array {
  const positions = new Float32Array(steps * POSITION_SIZE);
  const bar = barSteps(meter);
  for (let step = 0; step < steps; step++) {
    const inBar = stepInBar(step, bar, upbeat);
    const at = step * POSITION_SIZE;
    positions[at + (inBar % STEPS_PER_QUARTER)] = 1;
    positions[at + STEPS_PER_QUARTER + Math.min(QUARTERS - 1, Math.floor(inBar / STEPS_PER_QUARTER))] = 1;
    if (inBar === 0) positions[at + STEPS_PER_QUARTER + QUARTERS] = 1;
    if (bar % (4 * STEPS_PER_QUARTER) !== 0) positions[at + STEPS_PER_QUARTER + QUARTERS + 1] = 1;
    ENDS.forEach((end, index) => {
      positions[at + BAR_SIZE + index] = Math.max(0, 1 - (steps - 1 - step) / end);
    });
  }
  return positions;
}

/** Steps of a bar. */
export function barSteps({ beats, unit }: Meter): number {
  return Math.max(1, Math.round((beats * 4 * STEPS_PER_QUARTER) / unit));
}

/** @param upbeat steps before the first bar line */
export function stepInBar(step: number, bar: number, upbeat: number): number {
  return (((step - upbeat) % bar) + bar) % bar;
}
