import {
  hasLstm,
  namedParams,
  param,
  Rng,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import {
  closeTo,
  differentiate,
  drawWeights,
  hideScan,
  shakeParams,
  tensorTest,
  type Differentiated,
} from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { Cell } from './cell.ts';
import { ElmanCell } from './elman.ts';
import { GRUCell } from './gru.ts';
import { LSTMCell } from './lstm.ts';
import { unroll } from './unroll.ts';

// The contract of a cell holds scan to the loop on one small shape; here are the shapes whose edges a kernel can get
// wrong: units that fill no vector, one, or several panels of them, and rows that fill no tile, one, or several.

const TIME = 4;
const SHAPES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((batchSize, at) => ({
  batchSize,
  hiddenSize: [5, 16, 17, 70][at % 4] as number,
  inputSize: [1, 40, 3, 16, 17, 8, 33][at % 7] as number,
  reverse: at % 3 === 1,
  noisy: at % 2 === 1,
  lengths:
    at % 5 === 2 ? undefined : Array.from({ length: batchSize }, (_, row) => (4 + 3 * row) % (TIME + 1)),
}));
type Shape = (typeof SHAPES)[number];

type Sizes = { inputSize: number; hiddenSize: number; rng: Rng };
const NOISE = { recurrentDropout: 0.3, zoneout: 0.2 };
const LSTM_NOISE = { recurrentDropout: 0.3, zoneout: { hidden: 0.2, cell: 0.3 } };
const CELLS: Readonly<Record<string, (sizes: Sizes, noisy: boolean) => Cell>> = {
  LSTM: (sizes, noisy) => new LSTMCell({ ...sizes, ...(noisy && LSTM_NOISE) }),
  'coupled LSTM with peepholes': (sizes, noisy) =>
    new LSTMCell({ ...sizes, coupled: true, peepholes: true, ...(noisy && LSTM_NOISE) }),
  GRU: (sizes, noisy) => new GRUCell({ ...sizes, ...(noisy && NOISE) }),
  'GRU, reset before': (sizes, noisy) => new GRUCell({ ...sizes, reset: 'before', ...(noisy && NOISE) }),
  'Elman, tanh': (sizes, noisy) => new ElmanCell({ ...sizes, ...(noisy && NOISE) }),
  'Elman, ReLU': (sizes, noisy) => new ElmanCell({ ...sizes, activation: 'relu', ...(noisy && NOISE) }),
};

describe.skipIf(!hasLstm())('scan (only where the engine has fused kernels; else unroll is the loop)', () => {
  for (const [name, makeCell] of Object.entries(CELLS)) {
    for (const shape of SHAPES) {
      const { batchSize, hiddenSize, inputSize, reverse, noisy, lengths } = shape;
      const options = [noisy && 'noise', reverse && 'reversed', lengths && 'ragged']
        .filter(Boolean)
        .join(', ');
      const sizes = `batch ${batchSize}, ${inputSize} inputs, ${hiddenSize} units`;
      tensorTest(`of the ${name} is its loop, values and gradients: ${sizes}; ${options || 'plain'}`, () => {
        compare(shape, makeCell);
      });
    }
  }
});

function compare(shape: Shape, makeCell: (sizes: Sizes, noisy: boolean) => Cell): void {
  const { batchSize, hiddenSize, inputSize, reverse, noisy, lengths } = shape;
  const rng = Rng.fromSeed(batchSize);
  const cell = makeCell({ inputSize, hiddenSize, rng: rng.fold('cell') }, noisy);
  shakeParams(cell, rng.fold('shake'));
  const xs = param(rng.fold('xs').normal([batchSize, TIME, inputSize]) as Tensor3D);
  const initialState = cell
    .initialState(batchSize)
    .map((part, index) => param(rng.fold('initial', index).normal(part.shape) as Tensor2D));
  const leaves = new Map<string, Variable>([...namedParams(cell.params), ['xs', xs]]);
  initialState.forEach((part, index) => leaves.set(`initial state ${index}`, part));
  const noise = cell.noise?.(rng.fold('noise'), batchSize, TIME);
  const options = { lengths, reverse, noise, initialState };
  expect(cell.scan?.(xs, initialState, options)).toBeDefined();

  const run = (form: Cell): Differentiated => {
    const all = (): (Tensor2D | Tensor3D)[] => {
      const { outputs, last } = unroll(form, xs, options);
      return [outputs, ...last];
    };
    return differentiate(all, drawWeights(all(), rng.fold('loss')), leaves);
  };
  const [fused, loop] = [run(cell), run(hideScan(cell))];
  loop.values.forEach((value, index) => closeTo(fused.values[index]!, value, `value ${index}`));
  loop.gradients.forEach((gradient, leaf) => closeTo(fused.gradients.get(leaf)!, gradient, `d ${leaf}`));
  leaves.forEach((leaf) => leaf.dispose());
}
