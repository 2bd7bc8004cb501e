import { describe, expect, it } from 'vitest';
import { strokeOf } from '../strokes/strokes.fixture.ts';
import { inputsAndTargets, pathOf, STEP, STEP_INPUTS, STEP_TARGETS, strokesOfPath } from './penPath.ts';

const strokes = [strokeOf([0.5, -1], [0.5, 1]), strokeOf([2, 0.25])];

describe('penPath', () => {
  const path = pathOf(strokes, 1);

  it('goes from the beginning of the baseline from point to point, and back to strokes', () => {
    expect([...path.offsets]).toEqual([0.5, -1, 0, 0, 1, 0, 0, 1, 1, 1.5, -0.75, 1]);
    const again = strokesOfPath(path);
    expect(again.map(({ x, y }) => [[...x], [...y]])).toEqual([
      [
        [0.5, 0.5, 0.5],
        [-1, 0, 1],
      ],
      [[2], [0.25]],
    ]);
  });

  it('ends a stroke that is not ended', () => {
    expect(strokesOfPath({ offsets: Float32Array.of(1, 0, 0, 1, 0, 0) }).map(({ x }) => [...x])).toEqual([
      [1, 2],
    ]);
    expect(strokesOfPath({ offsets: new Float32Array() })).toEqual([]);
  });

  it('tells a network each step after the one before, and asks for the end at last', () => {
    const { inputs, targets } = inputsAndTargets(path);
    expect(inputs.length / STEP_INPUTS).toBe(5);
    expect(targets.length / STEP_TARGETS).toBe(5);
    expect([...inputs.subarray(0, STEP_INPUTS)]).toEqual([0, 0, 1, 0]);
    // After the second step it is on the baseline, the pen still down.
    expect([...inputs.subarray(2 * STEP_INPUTS, 3 * STEP_INPUTS)]).toEqual([0, 1 / STEP, 0, 0]);
    expect([...targets.subarray(2 * STEP_TARGETS, 3 * STEP_TARGETS)]).toEqual([0, 1 / STEP, 0, 1, 0]);
    expect([...targets.subarray(4 * STEP_TARGETS)]).toEqual([0, 0, 0, 0, 1]);
    // What it was asked for is what it is told next.
    for (let row = 1; row < 5; row++)
      expect(inputs[row * STEP_INPUTS]).toBe(targets[(row - 1) * STEP_TARGETS]);
  });
});
