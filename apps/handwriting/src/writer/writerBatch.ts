import { padIds, type Batch, type PaddedIds } from '@reprise/core';
import { inputsAndTargets, STEP_INPUTS, STEP_TARGETS, type PenPath } from './penPath.ts';

/** A line to learn: what it says, as tokens, and how the pen went. */
export interface WrittenLine {
  readonly tokens: Int32Array;
  readonly steps: PenPath;
}

export interface WriterBatch extends Batch {
  /** [batch, characters] */
  readonly text: PaddedIds;
  /** [batch, time, STEP_INPUTS] */
  readonly inputs: Float32Array;
  /** [batch, time, STEP_TARGETS], zero behind the end */
  readonly targets: Float32Array;
  readonly shape: readonly [batch: number, time: number];
  /** steps of each, the end included */
  readonly lengths: Int32Array;
}

export function writerBatch(lines: readonly WrittenLine[]): WriterBatch {
  const parts = lines.map(({ steps }) => inputsAndTargets(steps));
  const lengths = Int32Array.from(parts, ({ inputs }) => inputs.length / STEP_INPUTS);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const inputs = new Float32Array(lines.length * time * STEP_INPUTS);
  const targets = new Float32Array(lines.length * time * STEP_TARGETS);
  parts.forEach((part, row) => {
    inputs.set(part.inputs, row * time * STEP_INPUTS);
    targets.set(part.targets, row * time * STEP_TARGETS);
  });
  return {
    text: padIds(
      lines.map(({ tokens }) => tokens),
      0,
    ),
    inputs,
    targets,
    shape: [lines.length, time],
    lengths,
    tokens: lengths.reduce((sum, length) => sum + length, 0),
  };
}
