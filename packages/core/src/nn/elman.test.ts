import { Rng } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest } from '@reprise/testing';
import { describe } from 'vitest';
import type { Cell } from './cell.ts';
import { ElmanCell } from './elman.ts';
import { unroll } from './unroll.ts';

const SIZES = { inputSize: 3, hiddenSize: 4 };

for (const activation of ['tanh', 'relu'] as const) {
  const makeCell = (rng: Rng): ElmanCell => new ElmanCell({ ...SIZES, activation, rng });
  cellContract(`ElmanCell, ${activation}`, { makeCell, unroll, smooth: activation === 'tanh' });

  describe(`ElmanCell, ${activation}`, () => {
    const make = (): Cell => makeCell(Rng.fromSeed(1));
    const key = activation === 'tanh' ? 'elmanTanh' : 'elmanRelu';
    cellGoldenTest(key, 'is PyTorch’s RNN in both directions, gradients included', () =>
      bothWays(make(), make(), unroll),
    );
  });
}
