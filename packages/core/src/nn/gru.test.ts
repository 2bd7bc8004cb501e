import { Rng } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest, oneWay } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cell.ts';
import { GRUCell, type GRUOptions } from './gru.ts';
import { unroll } from './unroll.ts';

type Options = Partial<GRUOptions>;

const SIZES = { inputSize: 3, hiddenSize: 4 };
const ORACLES = {
  after: ['gru', 'PyTorch’s GRU'],
  before: ['gruResetBefore', 'the original equations'],
} as const;
const NOISE = { recurrentDropout: 0.3, zoneout: 0.2 };

const CONTRACTS: readonly [name: string, options: Options][] = [
  ['recurrent dropout and zoneout', NOISE],
  // Wider, since four units that happen to be nearly equal are normalised from cancelled digits.
  ['all options', { layerNorm: true, hiddenSize: 8, ...NOISE }],
];
const GOLDENS: readonly [suffix: string, title: string, options: Options][] = [
  ['LayerNorm', 'with layer normalisation', { layerNorm: true }],
  ['ZoneoutExpected', 'with zoneout in evaluation', { zoneout: 0.3 }],
  ['Noise', 'with recurrent dropout and zoneout by given masks', NOISE],
  ['AllOptions', 'with all options', { layerNorm: true, ...NOISE }],
];

for (const reset of ['after', 'before'] as const) {
  const makeCell = (rng: Rng, options: Options = {}): GRUCell =>
    new GRUCell({ ...SIZES, reset, rng, ...options });
  cellContract(`GRUCell, reset ${reset}`, { makeCell: (rng) => makeCell(rng), unroll });
  for (const [name, options] of CONTRACTS) {
    cellContract(`GRUCell, reset ${reset}, with ${name}`, {
      makeCell: (rng) => makeCell(rng, options),
      unroll,
      noisy: true,
    });
  }

  describe(`GRUCell, reset ${reset}`, () => {
    const make = (options?: Options): Cell => makeCell(Rng.fromSeed(1), options);
    const [key, oracle] = ORACLES[reset];
    cellGoldenTest(key, `is ${oracle} in both directions, gradients included`, () =>
      bothWays(make(), make(), unroll),
    );
    for (const [suffix, title, options] of GOLDENS) {
      cellGoldenTest(key + suffix, `is the papers’ equations ${title}, gradients included`, () =>
        oneWay(make(options), unroll),
      );
    }
  });
}

describe('GRUCell', () => {
  it('refuses rates that are no probability below 1, by the option’s name', () => {
    expect(() => new GRUCell({ ...SIZES, recurrentDropout: 1 })).toThrow(
      new RangeError('GRUCell: expected recurrentDropout to be a rate in [0, 1), got 1.'),
    );
    expect(() => new GRUCell({ ...SIZES, zoneout: -1 })).toThrow(
      new RangeError('GRUCell: expected zoneout to be a rate in [0, 1), got -1.'),
    );
  });
});
