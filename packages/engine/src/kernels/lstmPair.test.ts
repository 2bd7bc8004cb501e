import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import { slice, sum, zeros, type Scalar, type Tensor1D, type Tensor2D, type Tensor3D } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { lstm, type LstmInputs } from './lstm.ts';
import { lstmPair, wantsLstmPair } from './lstmPair.ts';

const { kernels } = await startEngine();
const [INPUT, HIDDEN, TIME] = [5, 18, 11];

function layer(name: string, batch: number): Omit<LstmInputs, 'xs'> {
  const rng = Rng.fromSeed(5).fold(name);
  const draw = (part: string, ...shape: number[]) => rng.fold(part).normal(shape, 0, 0.4);
  return {
    h0: draw('h0', batch, HIDDEN) as Tensor2D,
    c0: draw('c0', batch, HIDDEN) as Tensor2D,
    weightIh: draw('weightIh', 4 * HIDDEN, INPUT) as Tensor2D,
    weightHh: draw('weightHh', 4 * HIDDEN, HIDDEN) as Tensor2D,
    biasIh: draw('biasIh', 4 * HIDDEN) as Tensor1D,
    biasHh: draw('biasHh', 4 * HIDDEN) as Tensor1D,
  };
}

describe('lstmPair', () => {
  it('is wanted for one or two sequences of moderate length, where the fused kernels are', () => {
    const wanted = [
      [1, 20],
      [2, 500],
      [3, 20],
      [1, 0],
      [1, 1_000_000],
    ].map((shape) => wantsLstmPair(shape, 64));
    expect(wanted).toEqual(kernels ? [true, true, false, false, false] : wanted.map(() => false));
  });

  tensorTest('is not wanted while gradients are taken, of which it has none', () => {
    const xs = zeros([1, 4, 2]);
    let wanted = true;
    valueAndGradients(() => {
      wanted = wantsLstmPair([1, 20], 8);
      return sum(xs) as Scalar;
    }, [xs]);
    expect(wanted).toBe(false);
  });

  describe.skipIf(!kernels)(
    'as one operation (without fused kernels each direction is a run of its own)',
    () => {
      for (const batch of [0, 1, 2, 5])
        tensorTest(`gives what two layers give, of ${batch} sequences`, () => {
          const xs = Rng.fromSeed(6).normal([batch, TIME, INPUT]) as Tensor3D;
          const [there, back] = [layer('there', batch), layer('back', batch)];
          const lengths = [7, TIME, 0, 1, 4].slice(0, batch);
          const { outputs, forward, backward } = lstmPair(xs, there, back, { lengths });
          const expected = [
            lstm({ xs, ...there }, { lengths }),
            lstm({ xs, ...back }, { lengths, reverse: true }),
          ];
          expected.forEach((own, way) => {
            closeTo(slice(outputs, [0, 0, way * HIDDEN], [-1, -1, HIDDEN]), own.outputs, `outputs ${way}`);
            closeTo([forward, backward][way]!.lastH, own.lastH, `last h ${way}`);
            closeTo([forward, backward][way]!.lastC, own.lastC, `last c ${way}`);
          });
        });

      tensorTest('refuses what does not fit', () => {
        const [there, back] = [layer('there', 1), layer('back', 1)];
        const xs = zeros([1, TIME, INPUT]) as Tensor3D;
        expect(() => lstmPair(xs, there, { ...back, weightHh: zeros([4, 4]) })).toThrow('back_weight_hh');
        expect(() => lstmPair(xs, there, back, { lengths: [TIME + 1] })).toThrow('lengths from 0 to 11');
      });
    },
  );
});
