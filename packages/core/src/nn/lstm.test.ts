import { disposeParams, Rng } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { Cell } from './cell.ts';
import { LSTMCell } from './lstm.ts';
import { unroll } from './unroll.ts';

const makeCell = (rng: Rng): LSTMCell => new LSTMCell({ inputSize: 3, hiddenSize: 4, rng });
const make = (): Cell => makeCell(Rng.fromSeed(1));

cellContract('LSTMCell', { makeCell, unroll });

describe('LSTMCell', () => {
  cellGoldenTest('lstm', 'is PyTorch’s LSTM in both directions, gradients included', () =>
    bothWays(make(), make(), unroll),
  );

  cellGoldenTest('lstmLong', 'is PyTorch’s LSTM over 40 steps', () => {
    const cell = make();
    return {
      parts: [cell],
      run: (xs, [initialState], lengths) => {
        const { outputs, last } = unroll(cell, xs, { lengths, initialState });
        return { outputs, last: [last] };
      },
    };
  });

  tensorTest('starts with an open memory: the forget gate’s bias is 1, the others’ are 0', () => {
    const cell = makeCell(Rng.fromSeed(1));
    expect([...cell.params.biasIh.dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...cell.params.biasHh.dataSync()]).toEqual(Array.from({ length: 16 }, () => 0));
    disposeParams(cell.params);
  });
});
