import type { Cell, State, unroll as Unroll } from '@reprise/core';
import {
  namedParams,
  param,
  Rng,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { closeTo } from './closeTo.ts';
import { shakeParams } from './differentiate.ts';
import { tensorTest } from './leakCheck.ts';

export const BATCH = 4;
export const TIME = 5;
/** Ragged, with a sequence of no steps and a full one. */
export const LENGTHS: readonly number[] = [3, 0, 5, 1];

export interface CellContract<S extends State, N> {
  readonly makeCell: (rng: Rng) => Cell<S, N>;
  /** core's `unroll` */
  readonly unroll: typeof Unroll;
  /** whether the cell's noise changes what it computes (default false) */
  readonly noisy?: boolean;
  /** whether it is differentiable everywhere (default true); with kinks only an oracle can judge the gradients */
  readonly smooth?: boolean;
}

/** A cell with something to run on; everything is a variable, so that it can be moved for finite differences. */
export interface CellSample<S extends State, N> {
  readonly cell: Cell<S, N>;
  /** [BATCH, TIME, inputSize] */
  readonly xs: Tensor3D & Variable;
  readonly initial: S;
  /** the parameters, xs and the initial state, by name */
  readonly leaves: ReadonlyMap<string, Variable>;
}

export type CellTest<S extends State, N> = (title: string, body: (sample: CellSample<S, N>) => void) => void;

/** A test on a sample that is made for it and freed after it. */
export function sampleTest<S extends State, N>(
  makeCell: (rng: Rng) => Cell<S, N>,
  title: string,
  body: (sample: CellSample<S, N>) => void,
): void {
  tensorTest(title, () => {
    const sample = drawSample(makeCell);
    try {
      body(sample);
    } finally {
      sample.leaves.forEach((leaf) => leaf.dispose());
    }
  });
}

function drawSample<S extends State, N>(makeCell: (rng: Rng) => Cell<S, N>): CellSample<S, N> {
  const rng = Rng.fromSeed(1990);
  const cell = makeCell(rng.fold('cell'));
  shakeParams(cell, rng.fold('shake'));
  const xs = param(rng.fold('xs').normal([BATCH, TIME, cell.inputSize]) as Tensor3D);
  const initial = cell
    .initialState(BATCH)
    .map(({ shape }, part) => param(rng.fold('initial', part).normal(shape, 0, 0.7) as Tensor2D));
  const leaves = new Map<string, Variable>([...namedParams(cell.params), ['xs', xs]]);
  initial.forEach((part, index) => leaves.set(`initial state ${index}`, part));
  return { cell, xs, initial: initial as readonly Tensor2D[] as S, leaves };
}

/** The same cell without its fused form, so that `unroll` loops over `step`. */
export function hideScan<S extends State, N>(cell: Cell<S, N>): Cell<S, N> {
  return new Proxy(cell, {
    get(target, key) {
      const value: unknown = key === 'scan' ? undefined : Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** What a run gives, in one list: the outputs, then the last state. */
export function resultsOf({ outputs, last }: { readonly outputs: Tensor3D; readonly last: State }): Tensor[] {
  return [outputs, ...last];
}

export function sameResults(actual: readonly Tensor[], expected: readonly Tensor[], run: string): void {
  actual.forEach((tensor, index) => {
    const name = index === 0 ? 'outputs' : `last state ${index - 1}`;
    closeTo(tensor, expected[index] as Tensor, `${run}: ${name}`);
  });
}
