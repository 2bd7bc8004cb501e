import { Rng } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest, oneWay } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cell.ts';
import { ElmanCell, type ElmanOptions } from './elman.ts';
import { unroll } from './unroll.ts';

type Options = Partial<ElmanOptions>;

const SIZES = { inputSize: 3, hiddenSize: 4 };
const NOISE = { recurrentDropout: 0.3, zoneout: 0.2 };
const ALL = { layerNorm: true, ...NOISE };

const CONTRACTS: readonly [name: string, options: Options, noisy: boolean][] = [
  ['', {}, false],
  [', with recurrent dropout and zoneout', NOISE, true],
  [', with all options', ALL, true],
];
const GOLDENS: readonly [key: string, title: string, options: Options][] = [
  ['elmanTanhLayerNorm', 'with layer normalisation', { layerNorm: true }],
  ['elmanTanhZoneoutExpected', 'with zoneout in evaluation', { zoneout: 0.3 }],
  ['elmanTanhNoise', 'with recurrent dropout and zoneout by given masks', NOISE],
  ['elmanReluAllOptions', 'with ReLU and all options', { activation: 'relu', ...ALL }],
];

for (const activation of ['tanh', 'relu'] as const) {
  const makeCell = (rng: Rng, options: Options = {}): ElmanCell =>
    new ElmanCell({ ...SIZES, activation, rng, ...options });
  for (const [name, options, noisy] of CONTRACTS) {
    cellContract(`ElmanCell, ${activation}${name}`, {
      makeCell: (rng) => makeCell(rng, options),
      unroll,
      noisy,
      smooth: activation === 'tanh',
    });
  }

  describe(`ElmanCell, ${activation}`, () => {
    const make = (): Cell => makeCell(Rng.fromSeed(1));
    const key = activation === 'tanh' ? 'elmanTanh' : 'elmanRelu';
    cellGoldenTest(key, 'is PyTorch’s RNN in both directions, gradients included', () =>
      bothWays(make(), make(), unroll),
    );
  });
}

describe('ElmanCell', () => {
  for (const [key, title, options] of GOLDENS) {
    cellGoldenTest(key, `is the papers’ equations ${title}, gradients included`, () =>
      oneWay(new ElmanCell({ ...SIZES, ...options }), unroll),
    );
  }

  it('refuses rates that are no probability below 1, by the option’s name', () => {
    expect(() => new ElmanCell({ ...SIZES, recurrentDropout: 1 })).toThrow(
      new RangeError('ElmanCell: expected recurrentDropout to be a rate in [0, 1), got 1.'),
    );
    expect(() => new ElmanCell({ ...SIZES, zoneout: -1 })).toThrow(
      new RangeError('ElmanCell: expected zoneout to be a rate in [0, 1), got -1.'),
    );
  });
});
