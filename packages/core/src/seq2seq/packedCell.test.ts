import {
  disposeParams,
  expandDims,
  Rng,
  scope,
  squeeze,
  tensor2d,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe } from 'vitest';
import type { Cell, State } from '../nn/cell.ts';
import { GRUCell } from '../nn/gru.ts';
import { LSTMCell } from '../nn/lstm.ts';
import { StackedCell } from '../nn/stack.ts';
import { packCell } from './packedCell.ts';

const [ROWS, INPUT, STEPS] = [3, 5, 4];

const CELLS: Record<string, (rng: Rng) => Cell> = {
  'an LSTM with peepholes and zoneout': (rng) =>
    new LSTMCell({
      inputSize: INPUT,
      hiddenSize: 20,
      peepholes: true,
      zoneout: { hidden: 0.2, cell: 0.3 },
      rng,
    }),
  'a coupled LSTM': (rng) => new LSTMCell({ inputSize: INPUT, hiddenSize: 7, coupled: true, rng }),
  'a stack of LSTMs': (rng) =>
    new StackedCell([
      new LSTMCell({ inputSize: INPUT, hiddenSize: 40, rng: rng.fold(0) }),
      new LSTMCell({ inputSize: 40, hiddenSize: 18, rng: rng.fold(1) }),
    ]),
  'a stack with residuals': (rng) =>
    new StackedCell(
      [
        new LSTMCell({ inputSize: INPUT, hiddenSize: 6, rng: rng.fold(0) }),
        new LSTMCell({ inputSize: 6, hiddenSize: 6, rng: rng.fold(1) }),
      ],
      { residual: true },
    ),
  'a GRU': (rng) => new GRUCell({ inputSize: INPUT, hiddenSize: 9, rng }),
};

describe('packed', () => {
  for (const [name, make] of Object.entries(CELLS))
    tensorTest(`${name} takes the steps that it takes unpacked`, () => {
      const rng = Rng.fromSeed(3);
      const cell = make(rng);
      shakeParams(cell, rng.fold('shake'));
      const packed = packCell(cell);
      scope(() => {
        let state: State = cell.initialState(ROWS);
        for (let at = 0; at < STEPS; at++) {
          const xs = tensor2d(rng.fold('xs', at).normalValues(ROWS * INPUT), [ROWS, INPUT]);
          const expected = cell.step(squeeze(cell.project(expandDims(xs, 1) as Tensor3D), [1]), state);
          state = packed.value.step(xs, state);
          expected.forEach((part, index) => {
            closeTo(state[index] as Tensor2D, part, `step ${at}: state ${index}`);
          });
        }
      });
      packed.free();
      disposeParams(cell.params);
    });
});
