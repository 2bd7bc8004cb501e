import { disposeParams, Rng, ShapeError, slice, zeros, type Tensor2D, type Tensor3D } from '@reprise/engine';
import { closeTo, tensorTest } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Cell } from './cell.ts';
import { CELL_KINDS, makeCell } from './cellKind.ts';
import { unroll } from './unroll.ts';

// What holds for each cell is in its contract; here is what unroll does by itself.
describe.each(CELL_KINDS)('unroll of %s', (kind) => {
  const rng = Rng.fromSeed(14);
  let cell: Cell;
  beforeAll(() => {
    cell = makeCell(kind, { inputSize: 3, hiddenSize: 4, rng });
  });
  afterAll(() => disposeParams(cell.params));

  tensorTest('names what is wrong with the lengths', () => {
    const xs = zeros([2, 5, 3]) as Tensor3D;
    expect(() => unroll(cell, xs, { lengths: [5] })).toThrow('expected 2 lengths, one a sequence, got 1');
    expect(() => unroll(cell, xs, { lengths: [5, 6] })).toThrow(
      'expected lengths from 0 to 5, got 6 for sequence 1',
    );
    expect(() => unroll(cell, xs, { lengths: [-1, 5] })).toThrow('got -1 for sequence 0');
    expect(() => unroll(cell, xs, { lengths: [1.5, 5] })).toThrow('got 1.5 for sequence 0');
  });

  tensorTest('names what is wrong with the input', () => {
    expect(() => unroll(cell, zeros([2, 5, 4]))).toThrow(ShapeError);
    expect(() => unroll(cell, zeros([2, 5, 4]))).toThrow(/expected xs of shape \[.*3\], got \[2, 5, 4\]/);
  });

  tensorTest('takes lengths as a typed array', () => {
    const xs = rng.normal([2, 5, 3]) as Tensor3D;
    const typed = unroll(cell, xs, { lengths: Int32Array.of(2, 4) });
    closeTo(typed.outputs, unroll(cell, xs, { lengths: [2, 4] }).outputs, 'outputs');
  });

  tensorTest('of no steps gives no outputs and the initial state', () => {
    const initialState = cell.stateSizes.map((size, part) => rng.fold(part).normal([2, size]) as Tensor2D);
    const { outputs, last } = unroll(cell, zeros([2, 0, 3]), { initialState });
    expect(outputs.shape).toEqual([2, 0, 4]);
    last.forEach((tensor, part) => closeTo(tensor, initialState[part]!, `last state ${part}`));
  });

  tensorTest('carries on from its last state as if it had never stopped', () => {
    const xs = rng.normal([2, 6, 3]) as Tensor3D;
    const whole = unroll(cell, xs);
    const first = unroll(cell, slice(xs, [0, 0, 0], [-1, 2, -1]));
    const second = unroll(cell, slice(xs, [0, 2, 0], [-1, 4, -1]), { initialState: first.last });
    closeTo(second.outputs, slice(whole.outputs, [0, 2, 0], [-1, 4, -1]), 'outputs');
  });
});
