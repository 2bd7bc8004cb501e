import type { State, unroll as Unroll } from '@reprise/core';
import {
  Rng,
  ShapeError,
  slice,
  squeeze,
  stack,
  unstack,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { describe, expect } from 'vitest';
import { cellGradients } from './cellGradients.ts';
import {
  BATCH,
  LENGTHS,
  resultsOf,
  sameResults,
  sampleTest,
  TIME,
  type CellContract,
  type CellSample,
  type CellTest,
} from './cellSample.ts';
import { closeTo } from './closeTo.ts';
import { fillPadding, flip, paddingOf } from './sequences.ts';

/** What holds for every cell: its shapes, how it runs over time, under lengths, backwards, its noise and gradients. */
export function cellContract<S extends State, N>(name: string, contract: CellContract<S, N>): void {
  const { makeCell, unroll } = contract;
  const test: CellTest<S, N> = (title, body) => sampleTest(makeCell, title, body);

  describe(`${name} is a cell`, () => {
    test('has a state of batch-first matrices, the output first', ({ cell }) => {
      const state = cell.initialState(BATCH);
      expect(state[0]?.shape).toEqual([BATCH, cell.outputSize]);
      for (const part of state) expect(part.shape).toEqual([BATCH, part.shape[1]]);
    });

    test('projects all steps at once, and steps from a state to one of the same shapes', ({
      cell,
      xs,
      initial,
    }) => {
      const projected = cell.project(xs);
      expect(projected.shape).toEqual([BATCH, TIME, projected.shape[2]]);
      const next = cell.step(unstack(projected, 1)[0] as Tensor2D, initial);
      expect(next.map(({ shape }) => shape)).toEqual(initial.map(({ shape }) => shape));
    });

    test('unrolled is the chain of its steps', ({ cell, xs, initial }) => {
      let state: S = initial;
      const outputs = unstack(cell.project(xs), 1).map((projected) => {
        state = cell.step(projected as Tensor2D, state);
        return state[0] as Tensor2D;
      });
      const run = unroll(cell, xs, { initialState: initial });
      sameResults(resultsOf(run), [stack(outputs, 1), ...state], 'unroll');
    });

    test('starts at its own initial state where none is given', ({ cell, xs }) => {
      const given = unroll(cell, xs, { initialState: cell.initialState(BATCH) });
      sameResults(resultsOf(unroll(cell, xs)), resultsOf(given), 'unroll');
    });

    test('throws a ShapeError for a shape that does not fit', ({ cell, xs, initial }) => {
      const wider = cell.project(xs).shape[2] + 1;
      const stateOf = (rows: number, more: number): S =>
        initial.map((part) => zeros([rows, part.shape[1] + more])) as readonly Tensor[] as S;
      expect(() => unroll(cell, zeros([BATCH, TIME, cell.inputSize + 1]))).toThrow(ShapeError);
      expect(() => unroll(cell, zeros([BATCH, cell.inputSize]) as Tensor as Tensor3D)).toThrow(ShapeError);
      expect(() => cell.step(zeros([BATCH, wider]), initial)).toThrow(ShapeError);
      expect(() => unroll(cell, xs, { initialState: stateOf(BATCH, 1) }), 'state too wide').toThrow(
        ShapeError,
      );
      expect(() => unroll(cell, xs, { initialState: stateOf(1, 0) }), 'state of another batch').toThrow(
        ShapeError,
      );
    });

    for (const reverse of [false, true]) {
      describe(reverse ? 'from the end' : 'from the start', () => overTime(test, unroll, reverse));
    }
    describe('noise', () => noise(test, contract));
    describe('gradients', () => cellGradients(test, contract));
  });
}

function overTime<S extends State, N>(test: CellTest<S, N>, unroll: typeof Unroll, reverse: boolean): void {
  test('each sequence runs as if it were alone and had no padding', ({ cell, xs, initial }) => {
    const { outputs, last } = unroll(cell, xs, { lengths: LENGTHS, reverse, initialState: initial });
    LENGTHS.forEach((length, row) => {
      const rowOf = <T extends Tensor>(tensor: T): T => slice(tensor, row, 1);
      const begin = initial.map(rowOf) as readonly Tensor[] as S;
      // A sequence of no steps stays in its initial state.
      const alone =
        length === 0
          ? { outputs: zeros([1, 0, cell.outputSize]) as Tensor3D, last: begin }
          : unroll(cell, slice(xs, [row, 0, 0], [1, length, -1]), { reverse, initialState: begin });
      const own = { outputs: slice(outputs, [row, 0, 0], [1, length, -1]), last: last.map(rowOf) };
      sameResults(resultsOf(own), resultsOf(alone), `sequence ${row}`);
    });
  });

  test('outputs in the padding are zero', ({ cell, xs, initial }) => {
    const { outputs } = unroll(cell, xs, { lengths: LENGTHS, reverse, initialState: initial });
    expect(new Set(paddingOf(outputs, LENGTHS).map(Math.abs))).toEqual(new Set([0]));
  });

  test('what stands in the padding does not matter', ({ cell, xs, initial }) => {
    const options = { lengths: LENGTHS, reverse, initialState: initial };
    const garbage = unroll(cell, fillPadding(xs, LENGTHS, 1e3), options);
    sameResults(resultsOf(garbage), resultsOf(unroll(cell, xs, options)), 'with garbage in the padding');
  });

  test('full lengths are as good as none', ({ cell, xs, initial }) => {
    const full = unroll(cell, xs, { lengths: LENGTHS.map(() => TIME), reverse, initialState: initial });
    sameResults(
      resultsOf(full),
      resultsOf(unroll(cell, xs, { reverse, initialState: initial })),
      'full lengths',
    );
  });

  test('sequences of no steps alone change nothing', ({ cell, xs, initial }) => {
    const { outputs, last } = unroll(cell, xs, {
      lengths: LENGTHS.map(() => 0),
      reverse,
      initialState: initial,
    });
    sameResults([outputs, ...last], [zeros(outputs.shape), ...initial], 'no steps');
  });

  if (!reverse) return;
  test('is a run over the turned sequences, turned back', ({ cell, xs, initial }) => {
    const turned = unroll(cell, flip(xs, LENGTHS), { lengths: LENGTHS, initialState: initial });
    const expected = { outputs: flip(turned.outputs, LENGTHS), last: turned.last };
    const run = unroll(cell, xs, { lengths: LENGTHS, reverse, initialState: initial });
    sameResults(resultsOf(run), resultsOf(expected), 'reverse');
  });
}

function noise<S extends State, N>(
  test: CellTest<S, N>,
  { unroll, noisy = false }: CellContract<S, N>,
): void {
  const outputsWith = ({ cell, xs, initial }: CellSample<S, N>, rng?: Rng): Tensor3D => {
    const drawn = rng && cell.noise?.(rng, BATCH, TIME);
    return unroll(cell, xs, { initialState: initial, noise: drawn }).outputs;
  };
  const numbers = (outputs: Tensor3D): number[] => [...outputs.dataSync()];

  test('comes from the rng alone', (sample) => {
    const [rng, other] = [Rng.fromSeed(1), Rng.fromSeed(2)];
    const noised = numbers(outputsWith(sample, rng));
    expect(numbers(outputsWith(sample, rng))).toEqual(noised);
    if (noisy) expect(numbers(outputsWith(sample, other))).not.toEqual(noised);
    else expect(numbers(outputsWith(sample, other))).toEqual(noised);
  });

  test('no rng, no noise', (sample) => {
    const clean = numbers(outputsWith(sample));
    expect(numbers(outputsWith(sample))).toEqual(clean);
    if (noisy) expect(numbers(outputsWith(sample, Rng.fromSeed(1)))).not.toEqual(clean);
  });

  test('the first step of a run sees the first step of the noise', ({ cell, xs, initial }) => {
    const drawn = cell.noise?.(Rng.fromSeed(1), BATCH, TIME);
    const [first] = unstack(cell.project(xs, drawn), 1) as Tensor2D[];
    const [output] = cell.step(first as Tensor2D, initial, drawn, 0);
    const { outputs } = unroll(cell, xs, { initialState: initial, noise: drawn });
    closeTo(squeeze(slice(outputs, [0, 0, 0], [-1, 1, -1]), [1]), output as Tensor2D, 'first step');
  });
}
