import {
  disposeParams,
  memory,
  namedParams,
  param,
  Rng,
  scope,
  ShapeError,
  slice,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Cell, State, unroll as Unroll } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { closeTo } from './closeTo.ts';
import { differentiate, drawWeights, shakeParams } from './differentiate.ts';
import { gradientCheck } from './gradientCheck.ts';
import { leakCheck, tensorTest } from './leakCheck.ts';
import { fillPadding, flip, hideScan, paddedPart } from './sequences.ts';

const BATCH = 4;
const TIME = 5;
const LENGTHS = [3, 0, 5, 1];

export interface CellContract<S extends State, N> {
  readonly makeCell: (rng: Rng) => Cell<S, N>;
  /** core's `unroll` */
  readonly unroll: typeof Unroll;
  /** whether the cell's noise changes what it computes (default false) */
  readonly noisy?: boolean;
  /** whether it is differentiable everywhere (default true); what has kinks can only be compared with an oracle */
  readonly smooth?: boolean;
}

/** What holds for every cell: how it behaves over time, under lengths, backwards, and in its gradients. */
export function cellContract<S extends State, N>(
  name: string,
  { makeCell, unroll, noisy = false, smooth = true }: CellContract<S, N>,
): void {
  const rng = Rng.fromSeed(1990);

  interface Sample {
    readonly cell: Cell<S, N>;
    readonly xs: Tensor3D & Variable;
    readonly initial: S;
    /** the parameters, xs and the initial state, by name */
    readonly leaves: ReadonlyMap<string, Variable>;
  }

  function withSample(body: (sample: Sample) => void): void {
    const cell = makeCell(rng.fold('cell'));
    shakeParams(cell, rng.fold('shake'));
    const xs = param(rng.fold('xs').normal([BATCH, TIME, cell.inputSize]) as Tensor3D);
    const states = cell.initialState(BATCH);
    const parts = states.map(({ shape }, part) => param(rng.fold('initial', part).normal(shape, 0, 0.7) as Tensor2D));
    states.forEach((part) => part.dispose());
    const inputs: [string, Variable][] = parts.map((part, index) => [`initial ${index}`, part]);
    const leaves = new Map<string, Variable>([...namedParams(cell.params), ['xs', xs], ...inputs]);
    try {
      body({ cell, xs, initial: parts as unknown as S, leaves });
    } finally {
      leaves.forEach((leaf) => leaf.dispose());
    }
  }

  const sampleTest = (title: string, body: (sample: Sample) => void): void =>
    tensorTest(title, () => withSample(body));

  const allOf = ({ outputs, last }: { outputs: Tensor3D; last: State }): Tensor[] => [outputs, ...last];
  const sizes = (state: State): number[][] => state.map(({ shape }) => shape);

  function sameRun(actual: readonly Tensor[], expected: readonly Tensor[], what: string): void {
    actual.forEach((tensor, index) => {
      closeTo(tensor, expected[index] as Tensor, `${what}: ${index === 0 ? 'outputs' : `last state ${index - 1}`}`);
    });
  }

  describe(`${name} is a cell`, () => {
    sampleTest('has a state of batch-first matrices, the output first', ({ cell }) => {
      const state = cell.initialState(BATCH);
      expect(state[0]?.shape).toEqual([BATCH, cell.outputSize]);
      for (const part of state) expect(part.shape).toEqual([BATCH, part.shape[1]]);
    });

    sampleTest('projects all steps at once, and steps from a state to one of the same shapes', ({ cell, xs, initial }) => {
      const projected = cell.project(xs);
      expect(projected.shape.slice(0, 2)).toEqual([BATCH, TIME]);
      const first = slice(projected, [0, 0, 0], [-1, 1, -1]).reshape([BATCH, -1]) as Tensor2D;
      expect(sizes(cell.step(first, initial))).toEqual(sizes(initial));
    });

    sampleTest('unrolls to an output for each step and the last state', ({ cell, xs, initial }) => {
      const { outputs, last } = unroll(cell, xs);
      expect(outputs.shape).toEqual([BATCH, TIME, cell.outputSize]);
      expect(sizes(last)).toEqual(sizes(initial));
    });
  });
}
