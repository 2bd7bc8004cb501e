import type { State } from '@reprise/core';
import {
  dispose,
  disposeParams,
  Rng,
  valueAndGradients,
  sum,
  type Scalar,
  type Tensor,
  type Tensor3D,
} from '@reprise/engine';
import { expect, it } from 'vitest';
import {
  BATCH,
  hideScan,
  LENGTHS,
  resultsOf,
  sameResults,
  TIME,
  type CellContract,
  type CellSample,
  type CellTest,
} from './cellSample.ts';
import { closeTo } from './closeTo.ts';
import { differentiate, drawWeights } from './differentiate.ts';
import { gradientCheck } from './gradientCheck.ts';
import { leakCheck } from './leakCheck.ts';
import { paddingOf } from './sequences.ts';

interface Settings {
  readonly ragged: boolean;
  readonly reverse: boolean;
  readonly noised: boolean;
}

/** The part of the cell contract that looks at gradients. */
export function cellGradients<S extends State, N>(test: CellTest<S, N>, contract: CellContract<S, N>): void {
  const { makeCell, unroll, noisy = false, smooth = true } = contract;
  const rng = Rng.fromSeed(1986);

  const settings: Settings[] = [];
  for (const ragged of [false, true]) {
    for (const reverse of [false, true]) {
      for (const noised of noisy ? [false, true] : [false]) settings.push({ ragged, reverse, noised });
    }
  }
  const nameOf = ({ ragged, reverse, noised }: Settings): string =>
    `${ragged ? 'ragged' : 'full'}${reverse ? ', reversed' : ''}${noised ? ', with noise' : ''}`;

  function runOf(
    { cell, xs, initial }: CellSample<S, N>,
    { ragged, reverse, noised }: Settings,
  ): () => Tensor[] {
    const noise = noised ? cell.noise?.(rng, BATCH, TIME) : undefined;
    const lengths = ragged ? LENGTHS : undefined;
    return () => resultsOf(unroll(cell, xs, { lengths, reverse, initialState: initial, noise }));
  }

  for (const setting of settings) {
    test(`scan is the loop over step, values and gradients: ${nameOf(setting)}`, (sample) => {
      const fused = runOf(sample, setting);
      const looped = runOf({ ...sample, cell: hideScan(sample.cell) }, setting);
      const weights = drawWeights(fused(), rng);
      const actual = differentiate(fused, weights, sample.leaves);
      const expected = differentiate(looped, weights, sample.leaves);
      sameResults(actual.values, expected.values, 'scan');
      actual.gradients.forEach((gradient, name) => {
        closeTo(gradient, expected.gradients.get(name) as Tensor, `gradient of ${name}`);
      });
    });
  }

  for (const setting of smooth ? settings : []) {
    test(`equal finite differences: ${nameOf(setting)}`, (sample) => {
      gradientCheck(runOf(sample, setting), sample.leaves);
    });
  }

  test('reach every parameter, the inputs and the initial state, and no padding', (sample) => {
    const run = runOf(sample, { ragged: true, reverse: false, noised: false });
    const { gradients } = differentiate(run, drawWeights(run(), rng), sample.leaves);
    gradients.forEach((gradient, name) => {
      const numbers = gradient.dataSync();
      expect(numbers.every(Number.isFinite), `${name} has a finite gradient`).toBe(true);
      expect(
        numbers.some((number) => number !== 0),
        `${name} has a gradient`,
      ).toBe(true);
    });
    const padding = paddingOf(gradients.get('xs') as Tensor3D, LENGTHS);
    expect(new Set(padding.map(Math.abs))).toEqual(new Set([0]));
  });

  it('a step of training leaves no tensor behind', () => {
    leakCheck(() => {
      const cell = makeCell(rng);
      const xs = rng.normal([BATCH, TIME, cell.inputSize]) as Tensor3D;
      const loss = (): Scalar => sum(unroll(cell, xs, { lengths: LENGTHS }).outputs);
      dispose([xs, valueAndGradients(loss, [xs])]);
      disposeParams(cell.params);
    });
  });
}
