import { disposeParams, Rng, unstack, type Tensor2D, type Tensor3D } from '@reprise/engine';
import { bothWays, cellContract, cellGoldenTest, closeTo, oneWay, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cell.ts';
import { LSTMCell, type LSTMState } from './lstm.ts';
import type { LSTMOptions } from './lstmParams.ts';
import { unroll } from './unroll.ts';

type Options = Partial<LSTMOptions>;

const makeCell = (rng: Rng, options: Options = {}): LSTMCell =>
  new LSTMCell({ inputSize: 3, hiddenSize: 4, rng, ...options });
const make = (options?: Options): Cell => makeCell(Rng.fromSeed(1), options);

const DROPOUT = { recurrentDropout: 0.3 };
const ZONEOUT = { zoneout: { hidden: 0.3, cell: 0.2 } };
const ALL = { peepholes: true, layerNorm: true, ...DROPOUT, ...ZONEOUT };

cellContract('LSTMCell', { makeCell: (rng) => makeCell(rng), unroll });
const contracts: readonly [name: string, options: Options, noisy: boolean][] = [
  ['layer normalisation', { layerNorm: true }, false],
  ['peepholes and zoneout', { peepholes: true, ...ZONEOUT }, true],
  ['coupled gates and recurrent dropout', { coupled: true, ...DROPOUT }, true],
  ['all options', ALL, true],
];
for (const [name, options, noisy] of contracts) {
  cellContract(`LSTMCell with ${name}`, { makeCell: (rng) => makeCell(rng, options), unroll, noisy });
}

describe('LSTMCell', () => {
  cellGoldenTest('lstm', 'is PyTorch’s LSTM in both directions, gradients included', () =>
    bothWays(make(), make(), unroll),
  );

  cellGoldenTest('lstmLong', 'is PyTorch’s LSTM over 40 steps', () => oneWay(make(), unroll));

  const goldens: readonly [key: string, title: string, options: Options][] = [
    ['lstmPeepholes', 'with peepholes', { peepholes: true }],
    ['lstmCoupled', 'with coupled gates', { coupled: true }],
    ['lstmCoupledPeepholes', 'with coupled gates and peepholes', { coupled: true, peepholes: true }],
    ['lstmLayerNorm', 'with layer normalisation', { layerNorm: true }],
    ['lstmZoneoutExpected', 'with zoneout in evaluation', ZONEOUT],
    ['lstmZoneout', 'with zoneout by given masks', ZONEOUT],
    ['lstmRecurrentDropout', 'with recurrent dropout by a given mask', DROPOUT],
    ['lstmAllOptions', 'with all options', { ...ALL, coupled: true }],
  ];
  for (const [key, title, options] of goldens) {
    cellGoldenTest(key, `is the papers’ equations ${title}, gradients included`, () =>
      oneWay(make(options), unroll),
    );
  }

  tensorTest('starts with an open memory: the forget gate’s bias is 1, the others’ are 0', () => {
    const cell = makeCell(Rng.fromSeed(1));
    expect([...cell.params.biasIh.dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...cell.params.biasHh.dataSync()]).toEqual(Array.from({ length: 16 }, () => 0));
    disposeParams(cell.params);
  });

  tensorTest('coupled, starts with an open memory: the input gate’s bias is -forgetBias', () => {
    const cell = makeCell(Rng.fromSeed(1), { coupled: true, forgetBias: 2 });
    expect([...cell.params.biasIh.dataSync()]).toEqual([-2, -2, -2, -2, 0, 0, 0, 0, 0, 0, 0, 0]);
    disposeParams(cell.params);
  });

  tensorTest('peepholes start as if there were none', () => {
    const [cell, plain] = [makeCell(Rng.fromSeed(1), { peepholes: true }), makeCell(Rng.fromSeed(1))];
    const xs = Rng.fromSeed(2).normal([2, 5, 3]) as Tensor3D;
    closeTo(unroll(cell, xs).outputs, unroll(plain, xs).outputs, 'outputs');
    disposeParams({ cell: cell.params, plain: plain.params });
  });

  tensorTest('zoneout keeps units of h and c by masks of their own, step by step', () => {
    const cell = makeCell(Rng.fromSeed(1), ZONEOUT);
    const plain = makeCell(Rng.fromSeed(1));
    const xs = Rng.fromSeed(2).normal([2, 3, 3]) as Tensor3D;
    const noise = cell.noise(Rng.fromSeed(3), 2, 3);
    const masks = [noise?.zoneout, noise?.cellZoneout].map((mask) => unstack(mask as Tensor3D, 1));
    const begin = Rng.fromSeed(4);
    let state: LSTMState = [begin.fold('h').normal([2, 4]), begin.fold('c').normal([2, 4])];
    unstack(cell.project(xs), 1).forEach((projected, time) => {
      const next = cell.step(projected as Tensor2D, state, noise, time);
      const free = plain.step(projected as Tensor2D, state);
      next.forEach((tensor, part) => {
        const kept = (masks[part]?.[time] as Tensor2D).dataSync();
        const [old, fresh] = [state[part]?.dataSync(), free[part]?.dataSync()];
        const expected = Array.from(kept, (keeps, at) => (keeps ? old?.[at] : fresh?.[at]));
        expect([...tensor.dataSync()]).toEqual(expected);
      });
      state = next;
    });
    disposeParams({ cell: cell.params, plain: plain.params });
  });

  it('refuses rates that are no probability below 1, by the option’s name', () => {
    expect(() => make({ recurrentDropout: 1 })).toThrow(
      new RangeError('LSTMCell: expected recurrentDropout to be a rate in [0, 1), got 1.'),
    );
    expect(() => make({ zoneout: { hidden: -0.1 } })).toThrow(
      new RangeError('LSTMCell: expected zoneout.hidden to be a rate in [0, 1), got -0.1.'),
    );
    expect(() => make({ zoneout: { cell: Number.NaN } })).toThrow(
      new RangeError('LSTMCell: expected zoneout.cell to be a rate in [0, 1), got NaN.'),
    );
  });
});
