import {
  disposeParams,
  Rng,
  ShapeError,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { cellContract, leakCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { Bidirectional } from './bidirectional.ts';
import { GRUCell } from './gru.ts';
import { LSTMCell } from './lstm.ts';
import { drawRecurrentNoise, dropRecurrent, zoneOut, type RecurrentNoise } from './recurrentNoise.ts';
import { StackedCell } from './stack.ts';
import { unroll } from './unroll.ts';

const SHAPE = { batchSize: 20, time: 30, hiddenSize: 10 };
const rng = Rng.fromSeed(1);

/** How often each value stands in a tensor. */
function sharesOf(tensor: Tensor | undefined): Map<number, number> {
  const values = [...(tensor as Tensor).dataSync()];
  return new Map([...new Set(values)].map((value) => [value, share(values, value)]));
}
const share = (values: number[], value: number): number =>
  values.filter((other) => other === value).length / values.length;

describe('the noise of a recurrent cell', () => {
  tensorTest('has one mask a sequence for dropout, scaled, and one a step for zoneout, of 0 and 1', () => {
    const rates = { dropout: 0.5, zoneout: 0.25, cellZoneout: 0.75 };
    const noise = drawRecurrentNoise(rng, rates, SHAPE) as Required<RecurrentNoise>;
    expect(noise.dropout.shape).toEqual([20, 10]);
    expect(noise.zoneout.shape).toEqual([20, 30, 10]);
    expect(noise.cellZoneout.shape).toEqual([20, 30, 10]);
    const [dropout, zoneout, cell] = [noise.dropout, noise.zoneout, noise.cellZoneout].map(sharesOf);
    expect([...(dropout?.keys() ?? [])].sort()).toEqual([0, 2]);
    expect(dropout?.get(0)).toBeCloseTo(0.5, 1);
    expect([...(zoneout?.keys() ?? [])].sort()).toEqual([0, 1]);
    expect(zoneout?.get(1)).toBeCloseTo(0.25, 1);
    expect(cell?.get(1)).toBeCloseTo(0.75, 1);
  });

  it('is nothing at all where no rate asks for it', () => {
    leakCheck(() => {
      expect(drawRecurrentNoise(rng, { dropout: 0, zoneout: 0 }, SHAPE)).toBeUndefined();
      const noise = drawRecurrentNoise(rng, { dropout: 0, zoneout: 0.5 }, SHAPE);
      expect(Object.keys(noise ?? {})).toEqual(['zoneout']);
      noise?.zoneout?.dispose();
    });
  });

  tensorTest('masks h and c independently', () => {
    const rates = { dropout: 0, zoneout: 0.5, cellZoneout: 0.5 };
    const { zoneout, cellZoneout } = drawRecurrentNoise(rng, rates, SHAPE) as Required<RecurrentNoise>;
    const cell = cellZoneout.dataSync();
    const agreeing = zoneout.dataSync().filter((mask, at) => mask === cell[at]).length / cell.length;
    expect(agreeing).toBeGreaterThan(0.45);
    expect(agreeing).toBeLessThan(0.55);
  });

  tensorTest('of another run is refused', () => {
    const h = zeros([2, 4]) as Tensor2D;
    const masks = zeros([2, 3, 4]) as Tensor3D;
    expect(() => dropRecurrent(h, { dropout: zeros([3, 4]) })).toThrow(ShapeError);
    expect(() => zoneOut(h, h, 0.5, zeros([3, 3, 4]), 0)).toThrow(ShapeError);
    expect(() => zoneOut(h, h, 0.5, masks, 3)).toThrow(RangeError);
  });

  tensorTest('differs between the directions of a bidirectional run', () => {
    const makeCell = (): GRUCell =>
      new GRUCell({ inputSize: 3, hiddenSize: 4, rng, recurrentDropout: 0.5, zoneout: 0.5 });
    const both = new Bidirectional(makeCell(), makeCell());
    // One step, the same cell twice: the halves differ by their noise alone.
    const halves = (noise?: Rng): number[][] => {
      const [row] = both
        .run(rng.normal([1, 2, 3]) as Tensor3D, { lengths: [1], rng: noise })
        .outputs.arraySync();
      return [row?.[0]?.slice(0, 4) ?? [], row?.[0]?.slice(4) ?? []];
    };
    const [forward, backward] = halves();
    expect(forward).toEqual(backward);
    const [noisyForward, noisyBackward] = halves(Rng.fromSeed(5));
    expect(noisyForward).not.toEqual(noisyBackward);
    disposeParams(both.params);
  });
});

cellContract('StackedCell of cells with noise', {
  makeCell: (seed) =>
    new StackedCell([
      new LSTMCell({ inputSize: 3, hiddenSize: 4, rng: seed.fold(0), zoneout: { hidden: 0.3, cell: 0.2 } }),
      new GRUCell({ inputSize: 4, hiddenSize: 4, rng: seed.fold(1), recurrentDropout: 0.3 }),
    ]),
  unroll,
  noisy: true,
});
