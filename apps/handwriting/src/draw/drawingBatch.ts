import type { Batch, PenStep } from '@reprise/core';
import { pointsOf, STEP_SIZE, type Drawing } from './drawing.ts';
import { penTrack, STEP_FEATURES } from './penTrack.ts';

/** Numbers of a step in stroke-5: dx, dy, and a 1 among the pen goes on, is lifted, has ended. */
export const TARGET_SIZE = 5;

/** Drawings, padded to one length. */
export interface DrawingBatch extends Batch {
  readonly size: number;
  /** steps of the longest drawing, its end included */
  readonly time: number;
  /** steps of each drawing, its end included */
  readonly lengths: Int32Array;
  /** [size, time, STEP_FEATURES]: what is read before each step */
  readonly inputs: Float32Array;
  /** [size, time, 5]: each step, of scaled offsets, zero behind the end */
  readonly targets: Float32Array;
  /** of the Kullback-Leibler term in the loss, at this moment of the training */
  readonly klWeight: number;
}

export interface DrawingBatchOptions {
  /** that offsets are divided by */
  readonly scale: number;
  readonly klWeight?: number | undefined;
}

/** Pads drawings to the longest. */
export function drawingBatch(
  drawings: readonly Pick<Drawing, 'steps'>[],
  { scale, klWeight = 0 }: DrawingBatchOptions,
): DrawingBatch {
  const size = drawings.length;
  const lengths = Int32Array.from(drawings, (drawing) => pointsOf(drawing) + 1);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const inputs = new Float32Array(size * time * STEP_FEATURES);
  const targets = new Float32Array(size * time * TARGET_SIZE);
  drawings.forEach((drawing, row) => {
    const track = penTrack();
    [...scaledSteps(drawing, scale), { dx: 0, dy: 0, pen: 2 }].forEach((step, at) => {
      track.write(inputs, (row * time + at) * STEP_FEATURES);
      const to = (row * time + at) * TARGET_SIZE;
      targets[to] = step.dx;
      targets[to + 1] = step.dy;
      targets[to + 2 + step.pen] = 1;
      track.follow(step);
    });
  });
  return { size, time, lengths, inputs, targets, klWeight, tokens: lengths.reduce((sum, n) => sum + n, 0) };
}

/** A drawing's steps, its end not included, with offsets divided by `scale`. */
export function scaledSteps(drawing: Pick<Drawing, 'steps'>, scale: number): PenStep[] {
  const { steps } = drawing;
  return Array.from({ length: pointsOf(drawing) }, (_, point) => {
    const at = STEP_SIZE * point;
    return {
      dx: (steps[at] as number) / scale,
      dy: (steps[at + 1] as number) / scale,
      pen: steps[at + 2] as number,
    };
  });
}

/** 1 for each step that is one: [size · time]. */
export function realSteps({ size, time, lengths }: DrawingBatch): Float32Array {
  const mask = new Float32Array(size * time);
  for (let row = 0; row < size; row++) mask.fill(1, row * time, row * time + (lengths[row] as number));
  return mask;
}
