import { Rng } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest } from '@reprise/testing';
import { describe } from 'vitest';
import type { Cell } from './cell.ts';
import { GRUCell } from './gru.ts';
import { unroll } from './unroll.ts';

const SIZES = { inputSize: 3, hiddenSize: 4 };
const ORACLES = {
  after: ['gru', 'PyTorch’s GRU'],
  before: ['gruResetBefore', 'the original equations'],
} as const;

for (const reset of ['after', 'before'] as const) {
  const makeCell = (rng: Rng): GRUCell => new GRUCell({ ...SIZES, reset, rng });
  cellContract(`GRUCell, reset ${reset}`, { makeCell, unroll });

  describe(`GRUCell, reset ${reset}`, () => {
    const make = (): Cell => makeCell(Rng.fromSeed(1));
    const [key, oracle] = ORACLES[reset];
    cellGoldenTest(key, `is ${oracle} in both directions, gradients included`, () =>
      bothWays(make(), make(), unroll),
    );
  });
}
