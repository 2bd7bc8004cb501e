import { disposeParams, Rng, zeros, type Tensor3D } from '@reprise/engine';
import { cellContract, cellGoldenTest, closeTo, tensorTest, type GoldenSubject } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { Cell } from './cell.ts';
import { makeCell, type CellKind } from './cellKind.ts';
import { StackedCell, type StackOptions } from './stack.ts';
import { unroll } from './unroll.ts';

const SIZES = { inputSize: 3, hiddenSize: 4 };

function makeLayers(kinds: readonly CellKind[], rng: Rng): Cell[] {
  return kinds.map((kind, index) =>
    makeCell(kind, {
      ...SIZES,
      inputSize: index === 0 ? SIZES.inputSize : SIZES.hiddenSize,
      rng: rng.fold(index),
    }),
  );
}

const makeStack =
  (kinds: readonly CellKind[], options?: StackOptions) =>
  (rng: Rng): StackedCell =>
    new StackedCell(makeLayers(kinds, rng), options);

cellContract('StackedCell', { makeCell: makeStack(['lstm', 'gru']), unroll });
cellContract('StackedCell with dropout and residuals', {
  makeCell: makeStack(['lstm', 'elman', 'lstm'], { dropout: 0.4, residual: true }),
  unroll,
  noisy: true,
});

describe('StackedCell', () => {
  const subject = (kind: CellKind) => (): GoldenSubject => {
    const stack = makeStack([kind, kind])(Rng.fromSeed(1));
    return {
      parts: stack.layers,
      run: (xs, initial, lengths) => {
        const initialState = [zeros([lengths.length, stack.outputSize]), ...initial.flat()] as never;
        const { outputs, last } = unroll(stack, xs, { lengths, initialState });
        return { outputs, last: stack.layerStates(last) };
      },
    };
  };
  cellGoldenTest('lstmStack', 'is PyTorch’s two-layer LSTM, gradients included', subject('lstm'));
  cellGoldenTest('gruStack', 'is PyTorch’s two-layer GRU, gradients included', subject('gru'));

  tensorTest('a residual adds the input of every layer but the first to its output', () => {
    const rng = Rng.fromSeed(3);
    const layers = makeLayers(['lstm', 'gru'], rng);
    const xs = rng.normal([2, 5, 3]) as Tensor3D;
    const [lower, upper] = layers as [Cell, Cell];
    const below = unroll(lower, xs).outputs;
    const expected = unroll(upper, below).outputs.arraySync();
    const inputs = below.arraySync();
    const sums = expected.map((rows, i) => rows.map((row, j) => row.map((y, k) => y + inputs[i]![j]![k]!)));
    const { outputs } = unroll(new StackedCell(layers, { residual: true }), xs);
    closeTo(outputs, sums, 'outputs');
    layers.forEach(({ params }) => disposeParams(params));
  });

  tensorTest('drops from the input of the upper layers only, at the rate asked for', () => {
    const rng = Rng.fromSeed(4);
    const stack = makeStack(['gru', 'gru', 'gru'], { dropout: 0.25 })(rng);
    const { masks } = stack.noise(rng, 50, 40);
    expect(masks.map(({ shape }) => shape)).toEqual([
      [50, 40, 4],
      [50, 40, 4],
    ]);
    for (const mask of masks) {
      const dropped = [...mask.dataSync()].reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
      expect(Math.abs(dropped / mask.size - 0.25)).toBeLessThan(0.02);
    }
    expect([...masks[0]!.dataSync()]).not.toEqual([...masks[1]!.dataSync()]);
    disposeParams(stack.params);
  });

  tensorTest('refuses no layers, and layers that do not fit together', () => {
    expect(() => new StackedCell([])).toThrow('at least one layer');
    const layers = makeLayers(['lstm', 'gru'], Rng.fromSeed(1));
    expect(() => new StackedCell([...layers].reverse())).toThrow('expected layer 1 of inputSize 4, got 3');
    layers.forEach(({ params }) => disposeParams(params));
  });
});
